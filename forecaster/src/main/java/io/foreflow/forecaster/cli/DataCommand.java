package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.wire.Json;
import io.foreflow.tutorials.fetch.Catalog;
import io.foreflow.tutorials.fetch.Dataset;
import io.foreflow.tutorials.fetch.Dataset.DerivedFile;
import io.foreflow.tutorials.fetch.Downloader;
import io.foreflow.tutorials.fetch.Fetcher;
import io.foreflow.tutorials.fetch.Fetcher.FetchOutcome;
import io.foreflow.tutorials.fetch.Fetcher.FetchedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Looks at your tables before they are read, and gets public data sets.")
final class DataCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: check, holidays, list or fetch");
    }

    /** Returns the folder of the option, else the data folder. */
    private static Path folder(Environment environment, @Nullable Path option) {
        try {
            return option != null
                    ? environment.directory().resolve(option)
                    : DataFolder.target(environment.variables()::get, System::getProperty);
        } catch (IllegalStateException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Lists the data sets, and which of them are on this machine.",
            description = "Data lies in $FOREFLOW_DATA, else in ../shared/data beside the project, else in "
                    + "~/.cache/foreflow/data. The licences are those that the sources state.")
    static final class DataListCommand implements Callable<Integer> {
        private final Environment environment;

        @Option(names = "--folder", paramLabel = "DIR", description = "Folder of the data sets.")
        private @Nullable Path option;

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        DataListCommand(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            Path folder = folder(environment, option);
            ObjectNode root = Json.MAPPER.createObjectNode();
            root.put("folder", folder.toString());
            ArrayNode array = root.putArray("datasets");
            TextTable table = new TextTable("NAME", "FILES", "HERE", "MB", "LICENCE", "DESCRIPTION");
            for (String name : Catalog.NAMES) {
                Dataset dataset = Catalog.find(name);
                int files = dataset.paths().size();
                int present = Fetcher.present(folder, dataset).size();
                table.row(
                        name,
                        Integer.toString(files),
                        present == files ? "all" : present == 0 ? "none" : Integer.toString(present),
                        String.format(Locale.ROOT, "%.1f", dataset.bytes() / 1e6),
                        dataset.licence(),
                        dataset.description());
                array.addObject()
                        .put("name", name)
                        .put("files", files)
                        .put("present", present)
                        .put("bytes", dataset.bytes())
                        .put("licence", dataset.licence())
                        .put("description", dataset.description());
            }
            if (json) {
                environment.out().println(root);
            } else {
                environment.out().print(table);
                environment.out().println("In " + folder + ". Get one: foreflow data fetch NAME");
            }
            return Foreflow.SUCCESS;
        }
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Downloads a data set.",
            description =
                    "Downloads files from public repositories at a pinned commit, or derives them from such files. "
                            + "Their content must have the pinned SHA-256. A file that exists is used as it is. An interrupted"
                            + " transfer resumes where it was, also in a later call.")
    static final class Fetch implements Callable<Integer> {
        private static final String BASE_URL = "FOREFLOW_DATA_BASE_URL";
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final Duration PAUSE = Duration.ofSeconds(1);

        private final Environment environment;

        @Parameters(paramLabel = "NAME", description = "Name from foreflow data list.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String name;

        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description = "Folder of the data sets; this one gets a folder of its name.")
        private @Nullable Path option;

        @Option(
                names = "--base-url",
                paramLabel = "URL",
                description = "Base URL of the downloads, before /OWNER/REPOSITORY/COMMIT/PATH. Default: $" + BASE_URL
                        + " or https://raw.githubusercontent.com.")
        private @Nullable URI baseUrl;

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        Fetch(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            Dataset dataset = dataset();
            Path folder = folder(environment, option);
            Fetcher fetcher = new Fetcher(folder, base(), new Downloader(PATIENCE, PAUSE));
            java.util.List<FetchedFile> fetched;
            try (ProgressLine progress = ProgressLine.of(environment, name, dataset.bytes(), " B")) {
                fetched = fetcher.fetch(dataset, (file, done) -> {
                    progress.say(file);
                    progress.at(done);
                });
            }
            report(folder.resolve(name), fetched);
            return reportMissing(folder.resolve(name), dataset, fetched);
        }

        private Dataset dataset() {
            try {
                return Catalog.find(name);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }

        private URI base() {
            if (baseUrl != null) {
                return baseUrl;
            }
            String variable = environment.variables().get(BASE_URL);
            try {
                return variable == null || variable.isBlank() ? Fetcher.PUBLIC : URI.create(variable);
            } catch (IllegalArgumentException e) {
                throw new CommandException(BASE_URL + " (" + variable + ") is not a URL", e);
            }
        }

        private void report(Path place, java.util.List<FetchedFile> fetched) {
            String line = String.format(
                    Locale.ROOT,
                    "%s: %,d files downloaded, %,d derived, %,d were there already",
                    place,
                    count(fetched, FetchOutcome.DOWNLOADED),
                    count(fetched, FetchOutcome.DERIVED),
                    count(fetched, FetchOutcome.PRESENT));
            if (!json) {
                environment.out().println(line);
                return;
            }
            environment.err().println(line);
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", name);
            node.put("folder", place.toString());
            node.put("downloaded", count(fetched, FetchOutcome.DOWNLOADED));
            node.put("derived", count(fetched, FetchOutcome.DERIVED));
            node.put("present", count(fetched, FetchOutcome.PRESENT));
            node.put("missing", count(fetched, FetchOutcome.NOT_DERIVED));
            environment.out().println(node);
        }

        private static long count(java.util.List<FetchedFile> fetched, FetchOutcome outcome) {
            return fetched.stream().filter(file -> file.outcome() == outcome).count();
        }

        /** Names the files that can only be put there by hand. */
        private int reportMissing(Path place, Dataset dataset, java.util.List<FetchedFile> fetched) {
            for (DerivedFile derived : dataset.derived()) {
                if (fetched.contains(new FetchedFile(derived.path(), FetchOutcome.NOT_DERIVED))) {
                    environment
                            .err()
                            .println("foreflow: " + derived.path() + " cannot be derived yet. It is: " + derived.how()
                                    + ". Save it as " + place.resolve(derived.path()) + " (SHA-256 "
                                    + (derived.path().endsWith(".gz") ? "unpacked " : "") + derived.sha256() + ")");
                }
            }
            return count(fetched, FetchOutcome.NOT_DERIVED) == 0 ? Foreflow.SUCCESS : Foreflow.FAILURE;
        }
    }
}

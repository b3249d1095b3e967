package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import io.foreflow.tutorials.study.RunOptions;
import io.foreflow.tutorials.study.RunSetting;
import io.foreflow.tutorials.study.Tutorial;
import io.foreflow.tutorials.study.Tutorials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one recipe of the tutorials: trains, evaluates and reports a system, or examines a trained one. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Trains, evaluates and reports a system of the tutorials, and writes its model as a bundle.",
        description = "Needs the recipe's data. foreflow data list says where it must lie, foreflow data fetch "
                + "downloads it.")
final class RunRecipeCommand implements Callable<Integer> {
    private static final int ALL_SEEDS = 100;

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|FILE.yaml", description = "Name from foreflow recipes list, or a file of yours.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for all results. Default: runs/NAME.")
    private @Nullable Path out;

    @Option(names = "--quick", description = "Uses less data or fewer epochs, to see that the recipe works.")
    private boolean quick;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "" + ALL_SEEDS,
            description = "Maximum number of runs per protocol. Default: the recipe's number.")
    private int seeds = ALL_SEEDS;

    @Option(names = "--no-variants", description = "Skips the recipe's variants and simple twin.")
    private boolean withoutVariants;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Bundle of the model, for recipes that look into one. Default: the bundle of an earlier run in "
                            + "runs.")
    private @Nullable Path model;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    RunRecipeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (Recipes.BUILT_IN.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), name + " is a forecaster; train it with foreflow train --recipe " + name);
        }
        if (seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds (" + seeds + ") must be at least 1");
        }
        Tutorial recipe = Tutorials.find(name, quick);
        Path data = data();
        Path runs = environment.directory().resolve("runs");
        Path folder = out == null
                ? runs.resolve(recipe.name() + (quick ? "-quick" : ""))
                : environment.directory().resolve(out);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(folder + " is a file; name a folder with --out");
        }
        RunOptions options = new RunOptions(
                data, seeds, !withoutVariants, Runtime.getRuntime().availableProcessors());
        Provenance provenance = Provenance.ofThisProcess(
                Provenance.ref(recipe.name(), environment.clock().instant()),
                environment.clock().instant(),
                Version.number());
        RunOutput done = run(
                recipe,
                new RunSetting(
                        options,
                        Optional.ofNullable(model).map(environment.directory()::resolve),
                        runs,
                        provenance,
                        Provenance.machine(),
                        folder));
        var text = json ? environment.err() : environment.out();
        TextTable table = new TextTable("METRIC", "VALUE");
        done.headline().forEach(table::row);
        text.print(table);
        done.files().forEach(file -> text.println("wrote " + file));
        if (json) {
            environment.out().println(done.json());
        }
        return Foreflow.SUCCESS;
    }

    private Path data() {
        try {
            return DataFolder.find(environment.variables()::get, System::getProperty)
                    .orElseThrow(() -> new CommandException(
                            "there is no data folder; foreflow data fetch gets data, or let FOREFLOW_DATA name one"));
        } catch (IllegalStateException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private RunOutput run(Tutorial recipe, RunSetting setting) throws IOException, InterruptedException {
        WorkMeter meter = new WorkMeter(environment.clock());
        try (ProgressLine progress = ProgressLine.of(environment, recipe.name(), meter);
                Interruption.Following following = environment.interruption().follow()) {
            RunOutput done = recipe.run(setting, new WorkListener() {
                @Override
                public void planned(String kind, double work) {
                    meter.plan(kind, work);
                    progress.show();
                }

                @Override
                public void done(String kind, double work) {
                    meter.done(kind, work);
                    progress.show();
                }

                @Override
                public void says(String what) {
                    progress.say(what);
                }
            });
            progress.finish();
            return done;
        } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
            throw new CommandException("recipe " + recipe.name() + " cannot be run: " + e.getMessage(), e);
        }
    }
}

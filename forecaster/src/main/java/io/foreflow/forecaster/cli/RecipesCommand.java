package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.ensemble.EnsemblePlan;
import io.foreflow.training.ensemble.Ensembles;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.tutorials.study.Tutorial;
import io.foreflow.tutorials.study.Tutorials;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "recipes",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Lists, prints and runs recipes: networks, their inputs, and how they are fitted.")
final class RecipesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, show or run");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists the recipes that come with Foreflow.")
    static final class RecipesListCommand implements Callable<Integer> {
        private final Environment environment;

        RecipesListCommand(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            TextTable table = new TextTable("RECIPE", "BY", "PARAMETERS", "DESCRIPTION");
            EnsemblePlan plan = Ensembles.defaultPlan(WindowShape.DEFAULT);
            table.row(plan.name(), "train --recipe", "", plan.description());
            for (String name : Recipes.BUILT_IN) {
                Recipe recipe = Recipes.builtIn(name, WindowShape.DEFAULT);
                table.row(name, "train --recipe", parameters(recipe.network()), recipe.description());
            }
            for (String name : Tutorials.BUILT_IN) {
                Tutorial tutorial = Tutorials.find(name, false);
                table.row(
                        name,
                        "recipes run",
                        tutorial.fitted().map(RecipesCommand::parameters).orElse(""),
                        tutorial.title());
            }
            environment.out().print(table);
            return Foreflow.SUCCESS;
        }
    }

    private static String parameters(NetworkSpec network) {
        return String.format(Locale.ROOT, "%,d", NetworkSummary.parameters(network));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Prints a recipe as YAML. Change it and pass it to train or recipes run.")
    static final class Show implements Callable<Integer> {
        private final Environment environment;

        @Parameters(paramLabel = "NAME", description = "Name from foreflow recipes list.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String name;

        @Option(names = "--summary", description = "Prints the network's layers and parameters instead.")
        private boolean summary;

        Show(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            if (name.equals(Ensembles.DEFAULT)) {
                throw new CommandException(name + " is an ensemble, no recipe of one network; its networks are "
                        + Ensembles.defaultPlan(WindowShape.DEFAULT).networks().stream()
                                .map(Recipe::name)
                                .collect(Collectors.joining(", "))
                        + ", which show prints");
            }
            boolean study = !Recipes.BUILT_IN.contains(name);
            if (summary) {
                NetworkSpec network = study
                        ? Tutorials.find(name, false)
                                .fitted()
                                .orElseThrow(() -> new CommandException(
                                        name + " has no network of its own: it looks into those of other recipes"))
                        : Recipes.builtIn(name, WindowShape.DEFAULT).network();
                environment.out().print(NetworkSummary.of(network));
            } else {
                environment.out().print(study ? Tutorials.yaml(name) : Recipes.yaml(name));
            }
            return Foreflow.SUCCESS;
        }
    }
}

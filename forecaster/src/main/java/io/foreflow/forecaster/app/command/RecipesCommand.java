package io.foreflow.forecaster.app.command;

import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.app.terminal.Table;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "recipes",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "What can be trained: networks, their inputs, and how they are fitted.")
final class RecipesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list or show");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists the recipes that come with Foreflow.")
    static final class List implements Callable<Integer> {
        private final Environment environment;

        List(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            Table table = new Table("RECIPE", "EPOCHS", "DESCRIPTION");
            for (String name : Recipes.BUILT_IN) {
                Recipe recipe = Recipes.builtIn(name, WindowShape.DEFAULT);
                table.row(
                        name, String.format(Locale.ROOT, "%d", recipe.training().epochs()), recipe.description());
            }
            environment.out().print(table);
            return Foreflow.SUCCESS;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Prints a recipe as YAML, to be changed and given to train.")
    static final class Show implements Callable<Integer> {
        private final Environment environment;

        @Parameters(paramLabel = "NAME", description = "One of foreflow recipes list.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String name;

        Show(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            environment.out().print(Recipes.yaml(name));
            return Foreflow.SUCCESS;
        }
    }
}

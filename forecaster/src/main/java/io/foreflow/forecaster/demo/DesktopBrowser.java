package io.foreflow.forecaster.demo;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The web browser of a desktop.
 *
 * @param command the command that opens an address, without the address
 */
record DesktopBrowser(List<String> command) {
    DesktopBrowser {
        command = List.copyOf(command);
    }

    /**
     * Finds the browser; empty without a desktop.
     *
     * @param variables environment variables
     * @param system name of the operating system, as Java gives it
     */
    static Optional<DesktopBrowser> of(Map<String, String> variables, String system) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return Optional.of(new DesktopBrowser(List.of("open")));
        }
        if (name.startsWith("windows")) {
            return Optional.of(new DesktopBrowser(List.of("rundll32", "url.dll,FileProtocolHandler")));
        }
        boolean desktop = variables.containsKey("DISPLAY") || variables.containsKey("WAYLAND_DISPLAY");
        return Arrays.stream(variables.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "xdg-open"))
                .filter(file -> desktop && Files.isExecutable(file))
                .map(file -> new DesktopBrowser(List.of(file.toString())))
                .findFirst();
    }

    /** Opens an address; {@code say} takes the reason why it is impossible. */
    void open(String address, Consumer<String> say) {
        List<String> words = new ArrayList<>(command);
        words.add(address);
        try {
            new ProcessBuilder(words)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            say.accept("The browser cannot be opened (" + e.getMessage() + "); open the page yourself.");
        }
    }
}

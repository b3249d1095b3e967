package io.foreflow.forecaster.kafka;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.spi.LoginModule;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with a {@code sasl.jaas.config}: {@code CLASS required OPTION="value" ...;}. Nearly all of the
 * text may be a secret that lost its quotes, so that a message shows only words that it knows.
 */
final class JaasText {
    private static final String FORM = "CLASS required OPTION=\"value\" ...;";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final List<String> MODULES = List.of(
            PLAIN,
            SCRAM,
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
            "com.sun.security.auth.module.Krb5LoginModule");
    private static final Set<String> FLAGS = Set.of("REQUIRED", "REQUISITE", "SUFFICIENT", "OPTIONAL");
    private static final Set<String> OPTIONS = Set.of(
            "username",
            "password",
            "tokenauth",
            "clientId",
            "clientSecret",
            "scope",
            "serviceName",
            "keyTab",
            "principal",
            "useKeyTab",
            "storeKey",
            "useTicketCache");
    private static final Pattern MODULE = Pattern.compile("([A-Za-z_$][\\w$]*\\.)+[A-Za-z_$]*LoginModule");

    private final List<JaasToken> tokens;
    private final List<String> named = new ArrayList<>();
    private int next;

    /**
     * @param word text of a word or of a quoted string; null for a number or a sign
     * @param sign kind of the token, as in {@link StreamTokenizer#ttype}
     */
    private record JaasToken(@Nullable String word, int sign) {
        boolean is(char c) {
            return sign == c;
        }
    }

    private JaasText(List<JaasToken> tokens) {
        this.tokens = tokens;
    }

    /**
     * Describes the problem in one line, without any part of the text that may be a secret.
     *
     * @param ownHandler true if a callback handler is configured that may get user and password elsewhere
     */
    static Optional<String> problem(String text, boolean ownHandler) {
        @Nullable
        String found = hasOpenQuote(text)
                ? "has a quote that is not closed on its line; write " + FORM
                : new JaasText(tokens(text)).problem(ownHandler);
        return Optional.ofNullable(found == null ? refusedByKafka(text) : found);
    }

    /** Returns the class with which the text begins, if that class exists. */
    static Optional<String> loginModule(String text) {
        List<JaasToken> tokens = tokens(text);
        @Nullable String word = tokens.isEmpty() ? null : tokens.get(0).word();
        return word != null && classOf(word).isPresent() ? Optional.of(word) : Optional.empty();
    }

    private @Nullable String problem(boolean ownHandler) {
        if (tokens.isEmpty()) {
            return "is empty; write " + FORM;
        }
        String module = tokens.get(next++).word();
        @Nullable String problem = problemOf(module);
        if (problem != null || module == null) {
            return problem;
        }
        JaasToken flag = next < tokens.size() ? tokens.get(next++) : null;
        if (flag == null || flag.word() == null || !FLAGS.contains(flag.word().toUpperCase(Locale.ROOT))) {
            return "lacks the control flag behind the class; write " + module + " required ...;";
        }
        problem = problemOfOptions();
        if (problem != null) {
            return problem;
        }
        if (next < tokens.size()) {
            return "goes on behind its semicolon; one login module is expected, and values with a semicolon in quotes";
        }
        boolean needsUser = module.equals(PLAIN) || module.equals(SCRAM);
        for (String option : List.of("username", "password")) {
            if (needsUser && !ownHandler && !named.contains(option)) {
                return "lacks the option " + option + ", which " + module + " needs";
            }
        }
        return null;
    }

    private @Nullable String problemOf(@Nullable String module) {
        if (next < tokens.size() && tokens.get(next).is('{')) {
            return "is a section of a JAAS file; only the entry within the braces belongs here: " + FORM;
        }
        if (module == null || (next < tokens.size() && tokens.get(next).is('='))) {
            return "must begin with the class of a login module, such as " + SCRAM + "; write " + FORM;
        }
        Optional<Class<?>> type = classOf(module);
        if (type.isPresent()) {
            return LoginModule.class.isAssignableFrom(type.get())
                    ? null
                    : "begins with a class that is not a login module; use one such as " + SCRAM;
        }
        String simple = module.substring(module.lastIndexOf('.') + 1);
        return (MODULE.matcher(module).matches()
                        ? "begins with " + module + ", a class that does not exist"
                        : "does not begin with the class of a login module")
                + MODULES.stream()
                        .filter(known -> known.endsWith("." + simple))
                        .findFirst()
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("; Kafka's own are " + String.join(", ", MODULES));
    }

    private static Optional<Class<?>> classOf(String name) {
        try {
            return Optional.of(Class.forName(name, false, Utils.getContextOrKafkaClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private @Nullable String problemOfOptions() {
        for (int number = 1; next < tokens.size(); number++) {
            JaasToken name = tokens.get(next++);
            if (name.is(';')) {
                return null;
            }
            String option = name.word() != null && OPTIONS.contains(name.word())
                    ? "the option " + name.word()
                    : "option " + number;
            boolean assigned = name.word() != null
                    && next < tokens.size()
                    && tokens.get(next++).is('=');
            if (!assigned) {
                return "has no '=' behind " + option + "; write " + FORM + " with every value in quotes";
            }
            if (next >= tokens.size() || tokens.get(next++).word() == null) {
                return "has no value in quotes for " + option + "; write " + FORM;
            }
            named.add(String.valueOf(name.word()));
        }
        return "does not end with a semicolon; write " + FORM;
    }

    /**
     * Returns Kafka's verdict, which decides; null if it accepts the text. Its own message is hidden, because it may
     * hold parts of the text.
     */
    private static @Nullable String refusedByKafka(String text) {
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(text)));
            return null;
        } catch (RuntimeException e) {
            return "cannot be used by Kafka (" + e.getClass().getSimpleName() + "); write " + FORM;
        }
    }

    private static boolean hasOpenQuote(String text) {
        char open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (open == 0 && c == '/') {
                // Kafka reads the rest of the line as a comment.
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (open == 0) {
                open = c == '"' || c == '\'' ? c : 0;
            } else if (c == '\\') {
                i++;
            } else if (c == open) {
                open = 0;
            } else if (c == '\n' || c == '\r') {
                return true;
            }
        }
        return open != 0;
    }

    /** Returns the tokens as Kafka reads them. */
    private static List<JaasToken> tokens(String text) {
        StreamTokenizer tokenizer = new StreamTokenizer(new StringReader(text));
        tokenizer.slashSlashComments(true);
        tokenizer.slashStarComments(true);
        tokenizer.wordChars('-', '-');
        tokenizer.wordChars('_', '_');
        tokenizer.wordChars('$', '$');
        List<JaasToken> tokens = new ArrayList<>();
        try {
            while (tokenizer.nextToken() != StreamTokenizer.TT_EOF) {
                tokens.add(new JaasToken(tokenizer.sval, tokenizer.ttype));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text cannot be read", e);
        }
        return tokens;
    }
}

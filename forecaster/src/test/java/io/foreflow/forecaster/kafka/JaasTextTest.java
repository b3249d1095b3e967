package io.foreflow.forecaster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JaasTextTest {
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String MARK = "s3kr1t";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SCRAM + " required username=\"me\" password=\"" + MARK + "\";",
                SCRAM + "  REQUIRED\n  username=me\n  password='" + MARK + "' ;\n",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"x;\\\"y=z\";",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"a\" clientSecret=\"b\";",
                "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"/k\" principal=\"p@R\";"
            })
    void shouldTakeWhatKafkaTakes(String text) {
        assertThat(JaasText.problem(text, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "SCRAM required username=\"me\" password=\"s3kr1t\"|does not end with a semicolon",
                "SCRAM required username=\"me\" password=\"s3kr1t;|a quote that is not closed",
                "SCRAM required username=\"me\" password=s3kr1t\";|a quote that is not closed",
                "SCRAM username=\"me\" password=\"s3kr1t\";|lacks the control flag",
                "SCRAM s3kr1t username=\"me\" password=\"x\";|lacks the control flag",
                "SCRAM|lacks the control flag",
                "SCRAM;|lacks the control flag",
                "SCRAM required username=\"me\" password=123;|has no value in quotes for the option password",
                "SCRAM required username=\"me\" password=;|has no value in quotes for the option password",
                "SCRAM required username \"me\" password=\"s3kr1t\";|has no '=' behind the option username",
                "SCRAM required s3kr1t username=\"me\";|has no '=' behind option 1",
                "SCRAM required username=\"me\" password=\"a\"s3kr1t\"b\";|has no '=' behind option 3",
                "SCRAM required username=\"me\" password=a;s3kr1t;|goes on behind its semicolon",
                "SCRAM required username=\"me\";|lacks the option password",
                "SCRAM required password=\"s3kr1t\";|lacks the option username",
                "username=\"me\" password=\"s3kr1t\";|must begin with the class of a login module",
                "s3kr1t|does not begin with the class of a login module",
                "\"s3kr1t\";|does not begin with the class of a login module",
                "ScramLoginModule required username=\"me\" password=\"s3kr1t\";|did you mean org.apache.kafka.common.security.scram.ScramLoginModule?",
                "org.apache.kafka.common.security.plain.ScramLoginModule required;|did you mean org.apache.kafka.common.security.scram.ScramLoginModule?",
                "com.acme.OurLoginModule required;|begins with com.acme.OurLoginModule, a class that does not exist",
                "java.lang.String required x=\"s3kr1t\";|is not a login module",
                "KafkaClient { SCRAM required password=\"s3kr1t\"; };|is a section of a JAAS file",
                "com.sun.security.auth.module.JndiLoginModule required x=\"s3kr1t\";|cannot be used by Kafka",
                "123;|must begin with the class",
                "|is empty"
            })
    void shouldTellTheCauseInOneLineWithoutTheSecret(String text, String cause) {
        // when
        Optional<String> problem = JaasText.problem(text == null ? "" : text.replace("SCRAM", SCRAM), false);

        // then
        assertThat(problem).isPresent();
        assertThat(problem.orElseThrow())
                .contains(cause)
                .doesNotContain(MARK, "\n", "\"me\"")
                .hasSizeLessThan(420);
    }

    @Test
    void shouldNeedNoUserWhereAHandlerKnowsIt() {
        assertThat(JaasText.problem(SCRAM + " required;", true)).isEmpty();
    }
}

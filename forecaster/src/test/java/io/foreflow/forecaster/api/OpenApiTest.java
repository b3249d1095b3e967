package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void shouldBeAValidDescription() {
        // given
        ParseOptions options = new ParseOptions();
        options.setResolve(true);

        // when
        SwaggerParseResult parsed =
                new OpenAPIV3Parser().readContents(new String(DescriptionRoutes.read(), UTF_8), null, options);

        // then
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(parsed.getOpenAPI().getPaths()).containsKey("/v1/forecasts/{sensor}");
    }

    @Test
    void shouldBeServed() throws Exception {
        // given
        try (HttpApi api = TestApi.of(
                HttpSettings.defaults().with().port(0).build(),
                () -> new Health(java.util.List.of(), java.util.Map.of()))) {
            api.start();

            // when, then
            new OpenApiFile().check("get /openapi.yaml", LocalHttp.get(api.port(), "/openapi.yaml"));
        }
    }
}

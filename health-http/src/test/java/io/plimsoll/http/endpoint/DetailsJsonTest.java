package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Details are text from anywhere: whatever it is, the answer is JSON of bounded length. */
class DetailsJsonTest {

    @Test
    void showsClassMessageAndStackOfWhatWasThrownAndWhy() throws Exception {
        JsonNode shown = show(new IllegalStateException("outer", new IOException("inner")));

        assertThat(shown.at("/cause/0/class").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(shown.at("/cause/0/message").asText()).isEqualTo("outer");
        assertThat(shown.at("/cause/0/stack/0").asText()).contains("DetailsJsonTest");
        assertThat(shown.at("/cause/1/class").asText()).isEqualTo("java.io.IOException");
        assertThat(shown.at("/cause/1/message").asText()).isEqualTo("inner");
    }

    @Test
    void cutsWhatIsLong() throws Exception {
        JsonNode shown = show(recursion(500, "x".repeat(1_000_000)));

        assertThat(shown.at("/cause/0/message").asText()).hasSize(4_003).endsWith("xxx...");
        assertThat(shown.at("/cause/0/stack")).hasSize(41);
        assertThat(shown.at("/cause/0/stack/40").asText()).matches("\\.\\.\\. \\d{3,} more");
    }

    @Test
    void endsWhereCausesGoInACircle() throws Exception {
        var first = new Exception("first");
        first.initCause(new Exception("second", first));

        assertThat(show(first).at("/cause")).hasSize(5);
    }

    @Test
    void survivesAnExceptionThatThrowsWhenItIsAsked() throws Exception {
        JsonNode shown = show(new Exception() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalArgumentException("no");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalArgumentException("no");
            }
        });

        assertThat(shown.at("/cause/0/message").asText()).isEqualTo("(it throws java.lang.IllegalArgumentException)");
        assertThat(shown.at("/cause")).hasSize(1);
    }

    @Test
    void survivesErrorsAsWellAndAStackThatCannotBeRead() throws Exception {
        JsonNode shown = show(new Exception() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new StackOverflowError();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new LinkageError("no");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new NoClassDefFoundError("no");
            }
        });

        assertThat(shown.at("/cause/0/message").asText()).isEqualTo("(it throws java.lang.StackOverflowError)");
        assertThat(shown.at("/cause/0/stack/0").asText()).isEqualTo("(it throws java.lang.LinkageError)");
        assertThat(shown.at("/cause")).hasSize(1);
    }

    @Test
    void replacesWhatNoUtf8CanExpress() throws Exception {
        assertThat(show(new Exception("half \ud83d of a pair"))
                        .at("/cause/0/message")
                        .asText())
                .isEqualTo("half ? of a pair");
        assertThat(show(new Exception("y".repeat(3_999) + "\ud83d\ude00"))
                        .at("/cause/0/message")
                        .asText())
                .isEqualTo("y".repeat(3_999) + "?...");
    }

    @Test
    void showsTextOfAnyKindAsJson() throws Exception {
        JsonNode shown = parsed(Finding.down(Code.REFUSED, "No")
                .detail("sql", "SELECT \"a\" FROM b\nWHERE c = '\u0000</script>'")
                .detail("empty", ""));

        assertThat(shown.at("/details/sql").asText()).isEqualTo("SELECT \"a\" FROM b\nWHERE c = '\u0000</script>'");
        assertThat(shown.at("/details/empty").asText()).isEmpty();
    }

    private static Exception recursion(int depth, String message) {
        return depth == 0 ? new Exception(message) : recursion(depth - 1, message);
    }

    private static JsonNode show(Throwable thrown) throws IOException {
        return parsed(Finding.down(Code.PROBE_FAILED, "Probe failed").causedBy(thrown));
    }

    private static JsonNode parsed(Finding finding) throws IOException {
        byte[] bytes = Json.object(json -> DetailsJson.writeTo(json, finding));
        return new ObjectMapper().readTree(bytes);
    }
}

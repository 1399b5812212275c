package io.plimsoll.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nServer: some\r\n";

    private final AnswerReader reader = new AnswerReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + "Content-Length: 2\r\n\r\n{}",
                HEAD + "content-length:2\r\nAge: 12\r\n\r\n\r\n",
                HEAD + "Content-Length-Of: 9\r\nContent-Length: 12\r\nX: y\r\n\r\n123456789012",
                HEAD + "Content-Length: 0\r\n\r\n"
            })
    void findsTheEndWhereverTheBytesAreCut(String answer) {
        byte[] bytes = answer.getBytes(US_ASCII);
        for (int cut = 0; cut < bytes.length; cut++) {
            reader.clear();

            assertThat(reader.add(ByteBuffer.wrap(bytes, 0, cut)))
                    .as("%d bytes", cut)
                    .isFalse();
            assertThat(reader.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut)))
                    .as("cut at %d", cut)
                    .isTrue();
            assertThat(reader.status()).isEqualTo(200);
        }
    }

    @Test
    void readsOneAnswerAfterTheOther() {
        add("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nDOWN");
        assertThat(reader.status()).isEqualTo(503);

        reader.clear();

        assertThat(add(HEAD + "Content-Length: 1\r\n\r\n")).isFalse();
        assertThat(add("U")).isTrue();
        assertThat(reader.status()).isEqualTo(200);
    }

    @Test
    void refusesMoreThanWasAskedFor() {
        assertThatThrownBy(() -> add(HEAD + "Content-Length: 1\r\n\r\nUP"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("more than one answer came to one request");
    }

    @Test
    void refusesAnAnswerWithoutLength() {
        assertThatThrownBy(() -> add(HEAD + "Transfer-Encoding: chunked\r\n\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an answer has no Content-Length");
    }

    private boolean add(String text) {
        return reader.add(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }
}

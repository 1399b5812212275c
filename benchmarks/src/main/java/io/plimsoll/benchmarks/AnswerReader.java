package io.plimsoll.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds the end of an answer that has a {@code Content-Length}, byte by byte and without allocating. */
final class AnswerReader {

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private int status;
    private int line;
    private int column;
    private boolean isLength;
    private long length;
    private long bodyLeft;
    private boolean inBody;

    void clear() {
        status = 0;
        line = 0;
        column = 0;
        isLength = true;
        length = -1;
        bodyLeft = 0;
        inBody = false;
    }

    AnswerReader() {
        clear();
    }

    /**
     * Takes all that has come.
     *
     * @return whether the answer is complete
     */
    boolean add(ByteBuffer bytes) {
        while (!inBody && bytes.hasRemaining()) {
            head(bytes.get());
        }
        bodyLeft -= bytes.remaining();
        if (inBody && bodyLeft < 0) {
            throw new IllegalStateException("more than one answer came to one request");
        }
        return inBody && bodyLeft == 0;
    }

    int status() {
        return status;
    }

    private void head(byte next) {
        if (next == '\n') {
            endOfLine();
        } else if (next != '\r') {
            if (line == 0) {
                statusLine(next);
            } else {
                header(next);
            }
            column++;
        }
    }

    private void endOfLine() {
        if (column == 0) {
            if (length < 0) {
                throw new IllegalStateException("an answer has no Content-Length");
            }
            inBody = true;
            bodyLeft = length;
        }
        line++;
        column = 0;
        isLength = true;
    }

    /** {@code HTTP/1.1 200}: the digits are the tenth to the twelfth character. */
    private void statusLine(byte next) {
        if (column >= 9 && column < 12) {
            status = status * 10 + next - '0';
        }
    }

    private void header(byte next) {
        if (column < LENGTH.length) {
            isLength &= LENGTH[column] == (next | 0x20);
        } else if (isLength && next != ' ') {
            length = Math.max(0, length) * 10 + next - '0';
        }
    }
}

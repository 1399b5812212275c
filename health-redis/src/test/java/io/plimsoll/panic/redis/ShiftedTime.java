package io.plimsoll.panic.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to a server on which its answers to {@code TIME} are shifted, as if somebody had set its clock. */
final class ShiftedTime implements AutoCloseable {

    private static final Pattern TIME = Pattern.compile("(?<=\\*2\r\n\\$10\r\n)\\d{10}(?=\r\n)");

    private final int server;
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile long seconds;

    ShiftedTime(int server) throws IOException {
        this.server = server;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    void by(long newSeconds) {
        seconds = newSeconds;
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listening.accept();
            var far = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(near);
            sockets.add(far);
            run(() -> near.getInputStream().transferTo(far.getOutputStream()));
            run(() -> answer(far, near));
        }
    }

    private void answer(Socket far, Socket near) throws IOException {
        var buffer = new byte[1 << 16];
        for (int length = far.getInputStream().read(buffer);
                length >= 0;
                length = far.getInputStream().read(buffer)) {
            String shifted = TIME.matcher(new String(buffer, 0, length, ISO_8859_1))
                    .replaceFirst(time -> Matcher.quoteReplacement("" + (Long.parseLong(time.group()) + seconds)));
            near.getOutputStream().write(shifted.getBytes(ISO_8859_1));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Step step) {
        var thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException closed) {
                        return;
                    }
                },
                "shifted-time");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

package io.plimsoll.health.redis;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** A Redis server as a child process that can be frozen, killed and started again on the same port. */
public final class RealRedis implements AutoCloseable {

    private static final Pattern PINGS = Pattern.compile("cmdstat_ping:calls=(\\d+)");

    private final List<String> settings;
    private final int port;
    private Process process;
    private boolean frozen;

    private RealRedis(int port, String... settings) throws Exception {
        this.port = port;
        this.settings = List.of(settings);
        restart();
    }

    public static RealRedis start(String... settings) throws Exception {
        return new RealRedis(freePort(), settings);
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static RealRedis startOn(int port) throws Exception {
        return new RealRedis(port);
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public void restart() throws Exception {
        File executable = ExecutableProvider.newJarResourceProvider().get();
        var command = new ArrayList<String>(List.of(
                executable.getAbsolutePath(),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(settings);
        process = new ProcessBuilder(command)
                .directory(executable.getParentFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Eventually.until("Redis listens on " + port, Duration.ofSeconds(10), this::listens);
    }

    public void freeze() throws IOException {
        signal("STOP");
        frozen = true;
    }

    public void thaw() throws IOException {
        if (frozen) {
            frozen = false;
            signal("CONT");
        }
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** How many PINGs the server has executed. */
    long pings() throws IOException {
        Matcher matcher = PINGS.matcher(ask("INFO commandstats", "# End"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** How many clients are connected, the one that asks not counted. */
    public long clients() throws IOException {
        Matcher matcher = Pattern.compile("connected_clients:(\\d+)").matcher(ask("INFO clients", "# End"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) - 1 : -1;
    }

    /** A connection to a server that accepts only one. */
    public Socket onlyClient() throws Exception {
        var accepted = new AtomicReference<Socket>();
        Eventually.until("the only place is free", Duration.ofSeconds(10), () -> {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() == '+') {
                accepted.set(socket);
                return true;
            }
            socket.close();
            return false;
        });
        return requireNonNull(accepted.get());
    }

    /** Sends one command, then ECHO, and gives all lines up to the echo. */
    public String ask(String command, String end) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            String echo = "\r\nECHO \"" + end + "\"\r\n";
            socket.getOutputStream().write((command + echo).getBytes(StandardCharsets.UTF_8));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var lines = new StringBuilder();
            String line = in.readLine();
            while (line != null && !line.equals(end)) {
                lines.append(line).append('\n');
                line = in.readLine();
            }
            return lines.toString();
        }
    }

    @Override
    public void close() throws IOException {
        thaw();
        kill();
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
            return socket.getInputStream().read() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void signal(String name) throws IOException {
        int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid())
                .start()
                .onExit()
                .join()
                .exitValue();
        if (exit != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + exit);
        }
    }
}

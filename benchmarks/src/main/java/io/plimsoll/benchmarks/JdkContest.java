package io.plimsoll.benchmarks;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.time.BoundedThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Our server on the JDK's, and beside it the JDK's with the same threads; both close a connection after its request. */
final class JdkContest implements Contest {

    private static final int THREADS = 16;
    private static final int WAITING = 512;
    private static final int NOT_YET_ACCEPTED = 1_024;

    private final JdkOpsServer ours;
    private final BoundedThreads threads = BoundedThreads.start("constant", THREADS, WAITING, Duration.ofSeconds(1));
    private final HttpServer constants;

    private JdkContest(OpsRouter ops, Constant constant) throws IOException {
        ours = JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), 0);
        constants = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), NOT_YET_ACCEPTED);
        constants.setExecutor(threads);
        constants.createContext(Answer.CONSTANT.path(), exchange -> send(constant, exchange));
        Constant bare = constant.bare();
        constants.createContext(Answer.BARE.path(), exchange -> send(bare, exchange));
        constants.start();
    }

    static Contest start(OpsRouter ops, Constant constant) throws IOException {
        return new JdkContest(ops, constant);
    }

    @Override
    public String server() {
        return "JDK, JdkOpsServer";
    }

    @Override
    public int port(Answer answer) {
        return answer == Answer.OURS ? ours.port() : constants.getAddress().getPort();
    }

    @Override
    public boolean isJudged() {
        return false;
    }

    @Override
    public boolean keepsAlive() {
        return false;
    }

    @Override
    public void close() {
        ours.close();
        constants.stop(0);
        threads.close();
    }

    private static void send(Constant constant, HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        constant.headers().forEach(headers::set);
        headers.set("Connection", "close");
        exchange.sendResponseHeaders(200, constant.body().length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(constant.body());
        }
    }
}

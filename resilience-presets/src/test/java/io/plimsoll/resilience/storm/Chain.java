package io.plimsoll.resilience.storm;

import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.hop.AttemptHeader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Users who click on a gateway, which asks checkout, which asks inventory; all over HTTP. */
final class Chain implements AutoCloseable {

    private static final Duration LIMIT_OF_GATEWAY = Duration.ofSeconds(2);
    private static final Duration LIMIT_OF_CHECKOUT = Duration.ofMillis(250);

    private final Assembly assembly;
    private final List<Guard> guards = new ArrayList<>();
    private final HttpClient client;
    private final Service inventory;
    private final Service checkout;
    private final Service gateway;
    private final Queue<CompletableFuture<?>> clicks = new ConcurrentLinkedQueue<>();

    Chain(Assembly assembly, Sickness sickness, ExecutorService threads, ScheduledExecutorService later)
            throws IOException {
        this.assembly = assembly;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
        inventory = Service.start(exchange -> sickness.show(exchange, later));
        checkout = hop(inventory.uri("/items"), LIMIT_OF_CHECKOUT, Duration.ofSeconds(1));
        gateway = hop(checkout.uri("/orders"), LIMIT_OF_GATEWAY, Duration.ofSeconds(5));
    }

    Assembly assembly() {
        return assembly;
    }

    void click() {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/buy"))
                .timeout(Duration.ofSeconds(20))
                .build();
        clicks.add(client.sendAsync(Service.attempt(request), BodyHandlers.discarding())
                .handle((answer, failed) -> answer));
    }

    void awaitAnswers() throws Exception {
        CompletableFuture.allOf(clicks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }

    Service gateway() {
        return gateway;
    }

    Service checkout() {
        return checkout;
    }

    Service inventory() {
        return inventory;
    }

    /** How often the client has sent an attempt again by itself. */
    int sentAgain() {
        return Stream.of(gateway, checkout, inventory)
                .mapToInt(each -> each.requests() - each.attempts())
                .sum();
    }

    @Override
    public void close() {
        gateway.close();
        checkout.close();
        inventory.close();
        guards.forEach(Guard::close);
    }

    private Service hop(URI next, Duration limit, Duration deadline) throws IOException {
        Caller caller = assembly.caller(client, next.getPath().substring(1), deadline, guards);
        HttpRequest request = HttpRequest.newBuilder(next).timeout(limit).build();
        return Service.start(exchange -> {
            int status;
            try {
                status = caller.statusOf(request, exchange.getRequestHeaders().getFirst(AttemptHeader.NAME));
            } catch (Exception bug) {
                status = 500;
            }
            LocalServer.answer(exchange, status, "");
        });
    }
}

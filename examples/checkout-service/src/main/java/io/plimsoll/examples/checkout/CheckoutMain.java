package io.plimsoll.examples.checkout;

import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the service until it is told to stop by SIGTERM or Ctrl-C. */
public final class CheckoutMain {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    private static final Duration ALL_UP = Duration.ofSeconds(10);

    private CheckoutMain() {}

    public static void main(String[] arguments) {
        Settings settings;
        try {
            settings = Settings.from(System::getenv);
        } catch (IllegalArgumentException wrong) {
            fail(wrong);
            return;
        }
        var service = new CheckoutService(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
        try {
            service.start();
            CheckoutService.Parts parts = service.parts();
            System.out.println(howToPlay(parts.businessUri(), parts.opsUri(), settings));
            awaitHealth(parts.health());
            System.out.println("ready " + parts.businessUri() + " " + parts.opsUri());
            new CountDownLatch(1).await();
        } catch (Exception failed) {
            // Once somebody wants it to end, the hook interrupts a start that is still going on.
            if (!service.isClosing()) {
                fail(failed);
            }
        }
    }

    /** Until it is ready, and then a little for the rest to be known, too. */
    private static void awaitHealth(HealthMonitor health) throws InterruptedException {
        long begun = System.nanoTime();
        while (!health.ready().open()
                || (health.report().status() != Status.UP && System.nanoTime() - begun < ALL_UP.toNanos())) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    // Whatever was started by then is stopped by the hook.
    private static void fail(Exception reason) {
        String why = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        System.err.println("checkout-service does not start: " + why);
        System.exit(1);
    }

    private static void stop(CheckoutService service) {
        var closing = new Thread(service::close, "closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LONGEST_STOP.toMillis());
            if (closing.isAlive()) {
                System.err.println("checkout-service did not stop in time: ending its servers by force");
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String howToPlay(URI business, URI ops, Settings settings) {
        String token = settings.opsToken().random();
        String secret = settings.webhookSecrets().random();
        return """
                Buy    curl -X PUT %1$s/carts/c-1 -d '{"items":[{"sku":"sku-9921","quantity":2}]}'
                       curl -X POST %1$s/checkout -d '{"cart":"c-1"}'
                Watch  curl %2$s/health/deep
                       curl -H "Authorization: Bearer %3$s" %2$s/health/deep     (with hosts and exceptions)
                Replay curl -X POST -H "Authorization: Bearer %3$s" %1$s/operations/replay     (orders that nobody could pay)
                Press  curl -H "Authorization: Bearer %3$s" -H "Content-Type: application/json" \\
                            -d '{"by":"alice","reason":"hangs","minutes":30}' %2$s/panic/recommendations/press
                       curl -H "Authorization: Bearer %3$s" %2$s/panic     (all buttons, and what holds them)
                Alert  POST %2$s/mitigation, signed with %4$s     (how: README)
                Break  curl -X POST %1$s/chaos/database/freeze     (database, redis, inventory, recommendations, fraud_check, payments; freeze, kill, heal)
                       curl -X POST '%1$s/chaos/pool/exhaust?seconds=30'""".formatted(
                business, ops, token == null ? "$OPS_TOKEN" : token, secret == null ? "$MITIGATION_SECRET" : secret);
    }
}

package io.plimsoll.examples.checkout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs the service until it is told to stop by SIGTERM or Ctrl-C. */
public final class CheckoutMain {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

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
            System.out.println(howToPlay(service));
            new CountDownLatch(1).await();
        } catch (Exception failed) {
            // Once somebody wants it to end, the hook interrupts a start that is still going on.
            if (!service.isClosing()) {
                fail(failed);
            }
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
                System.err.println("checkout-service did not stop in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String howToPlay(CheckoutService service) {
        return "Play: curl -X POST " + service.businessUri() + "/chaos/...\nready " + service.businessUri();
    }
}

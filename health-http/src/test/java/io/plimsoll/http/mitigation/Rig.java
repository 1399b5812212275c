package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Verifier.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;

import com.standardwebhooks.Webhook;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A webhook of a service whose time a test moves, behind a router. */
final class Rig implements AutoCloseable {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String TOKEN = "alertmanagers-token-0001";
    static final Charset LATIN = ISO_8859_1;
    static final String JSON = "application/json";
    static final String CONTRACT = resource("/contract/mitigation.json");

    final ManualTime time =
            new ManualTime(); // not the monitor's: hours pass here, and no probe has to be run meanwhile
    final PanicBoard board;
    final OpsRouter ops;
    private final Checkout checkout = Checkout.of(OK, OK);
    private final AtomicInteger ids = new AtomicInteger();

    Rig() {
        this(builder -> builder);
    }

    Rig(UnaryOperator<MitigationWebhookBuilder> more) {
        board = PanicBoard.builder("shed-traffic", "recommendations", "fraud-check", "bigger-pool", "payments")
                .timing(time.timing())
                .build();
        ops = OpsRouter.builder(checkout.health)
                .mitigation(more.apply(builder()).build())
                .build();
    }

    /** With both verifiers, three buttons, and one that is critical. */
    MitigationWebhookBuilder builder() {
        return MitigationWebhook.builder(board, "checkout-service")
                .namespace("production")
                .verifiedBy(standardWebhooks(SECRET))
                .verifiedBy(bearerToken(TOKEN))
                .press("SHED_TRAFFIC", "shed-traffic", ofMinutes(15))
                .press("RECOMMENDATIONS_OFF", "recommendations", ofMinutes(15))
                .press("FRAUD_CHECK_OFF", "fraud-check", ofMinutes(15))
                .press("BIGGER_POOL", "bigger-pool", ofMinutes(15))
                .critical("payments")
                .timing(time.timing());
    }

    static Ask posted(String body) {
        return posted(body.getBytes(UTF_8));
    }

    static Ask posted(byte[] body) {
        return Ask.of("POST", "/mitigation").telling(JSON, body);
    }

    /** A message of its own, signed now. */
    Ask signed(String body) {
        return signed("msg_" + ids.incrementAndGet(), body);
    }

    Ask signed(String id, String body) {
        return signed(SECRET, id, time.instant().getEpochSecond(), body);
    }

    static Ask signed(String secret, String id, long at, String body) {
        return posted(body)
                .with("webhook-id", id)
                .with("webhook-timestamp", Long.toString(at))
                .with("webhook-signature", signature(secret, id, at, body));
    }

    /** By the public library. */
    static String signature(String secret, String id, long at, String body) {
        try {
            return new Webhook(secret).sign(id, at, body);
        } catch (Exception cannotSign) {
            throw new IllegalStateException(cannotSign);
        }
    }

    OpsResponse send(String body) {
        return ops.handle(signed(body));
    }

    OpsResponse sendByAlertmanager(String body) {
        return ops.handle(posted(body).withToken(TOKEN));
    }

    List<Lease> leases(String button) {
        return board.button(button).leases();
    }

    boolean isPressed(String button) {
        return board.button(button).isPressed();
    }

    /** What nobody has touched has no leases, live or released. */
    boolean isUntouched() {
        return board.leases().isEmpty();
    }

    static String text(OpsResponse answer) {
        return new String(answer.body(), UTF_8);
    }

    static byte[] bytes(String characterForEachByte) {
        return characterForEachByte.getBytes(LATIN);
    }

    private static String resource(String name) {
        try (var in = Rig.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        board.close();
        checkout.close();
    }
}

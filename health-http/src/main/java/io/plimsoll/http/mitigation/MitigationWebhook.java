package io.plimsoll.http.mitigation;

import static java.util.Objects.requireNonNull;

import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.Webhook;
import io.plimsoll.http.mitigation.NotificationReader.Malformed;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets alerts press buttons: mitigation while the person on call wakes up.
 *
 * <pre>{@code
 * MitigationWebhook webhook = MitigationWebhook.builder(panic, "checkout-service")
 *         .namespace("production")
 *         .verifiedBy(standardWebhooks(secret))                  // and, for Alertmanager, bearerToken(token)
 *         .press("SHED_TRAFFIC", "shed-traffic", ofMinutes(15))
 *         .build();
 * OpsRouter ops = OpsRouter.builder(health).panic(panic).mitigation(webhook).build();
 * }</pre>
 *
 * <p><b>What an alert may do</b> is to press a button that was named for its action, for as long as was said there, and to release
 * that lease of its own when it is resolved. Alerts hold a limited number of buttons at once.
 *
 * <p><b>Episodes.</b> A lease belongs to one episode of one alert ({@code alertId}, or fingerprint and start): as long as it is live,
 * an alert that fires again changes nothing; after {@code resolved}, or when the lease's time is over, it presses anew. If a person has
 * released the lease, it does not press anew before that time is over or the alert was resolved. All of this is found out from the
 * leases, so it holds for every instance that shares the board.
 *
 * <p><b>Answers.</b> 202 if a button was pressed, 200 if there was nothing new to do; both list what was done and what was not, in
 * words of ours. 401 if nobody verifies the request, 409 for a message that was taken already, 413, 415, 400 for no JSON, 422 for other JSON
 * and for alerts that are not for this service or ask for nothing that it knows, 429 if alerts hold as many buttons as they may. Of
 * what is not answered by 200 or 202 nothing was done.
 *
 * <p>Safe for concurrent use; never blocks for longer than a press takes.
 */
public final class MitigationWebhook implements Webhook {

    private static final int RETRY_SECONDS = 30;

    private final List<Verifier> verifiers;
    private final NotificationReader reader;
    private final Mitigation mitigation;
    private final Ticker ticker;
    private final InstantSource clock;
    private final boolean dryRun;
    private final OpsResponse unverified;
    private final OpsResponse notForUs;
    private final Object lock = new Object();
    private final SeenIds seen = new SeenIds(); // guarded by lock

    MitigationWebhook(MitigationWebhookBuilder made) {
        verifiers = List.copyOf(made.verifiers);
        reader = new NotificationReader(made.label);
        mitigation = new Mitigation(made);
        ticker = made.ticker;
        clock = made.clock;
        dryRun = made.dryRun;
        unverified = Refusals.UNVERIFIED.with(
                "WWW-Authenticate",
                verifiers.stream().map(Verifier::scheme).distinct().collect(Collectors.joining(", ")));
        notForUs = Refusals.notFor(made);
    }

    /**
     * Begins a webhook.
     *
     * @param board that has the buttons
     * @param service the name by which alerts tell which service they are about
     */
    public static MitigationWebhookBuilder builder(PanicBoard board, String service) {
        return new MitigationWebhookBuilder(requireNonNull(board, "board"), service);
    }

    @Override
    public @Nullable OpsResponse refusal(OpsRequest request) {
        Instant now = clock.instant();
        return verifiers.stream().anyMatch(verifier -> verifier.mayPass(request, now)) ? null : unverified;
    }

    @Override
    public OpsResponse receive(OpsRequest request, byte[] body) {
        Instant now = clock.instant();
        Verifier passed = verifiers.stream()
                .filter(verifier -> verifier.passes(request, body, now))
                .findFirst()
                .orElse(null);
        if (passed == null) {
            return unverified;
        }
        try {
            return receive(reader.read(body), passed.messageId(request));
        } catch (Malformed malformed) {
            return malformed.isJson ? Refusals.NO_ALERT : Refusals.NO_JSON;
        }
    }

    /** One at a time, so that neither a message nor the last button that is free is taken twice. */
    private OpsResponse receive(Notification notification, @Nullable String messageId) {
        synchronized (lock) {
            long now = ticker.nanos();
            if (messageId != null && seen.contains(messageId, now)) {
                return Refusals.REPLAY;
            }
            if (messageId != null && seen.isFull(now)) {
                return later(Refusals.TOO_MANY_MESSAGES);
            }
            List<Step> steps = mitigation.of(notification.alerts());
            if (steps.stream().allMatch(step -> step.outcome().isRefusal())) {
                return notForUs;
            }
            if (steps.stream().anyMatch(step -> step.outcome().isTooMuch())
                    && steps.stream().noneMatch(step -> step.outcome().isDone())) {
                return later(Refusals.TOO_MUCH);
            }
            if (messageId != null) {
                seen.add(messageId, now);
            }
            boolean pressed = steps.stream().anyMatch(step -> step.outcome() == Step.Outcome.PRESSED);
            return OpsResponse.json(pressed ? 202 : 200, MitigationJson.of(steps, notification.truncated(), dryRun));
        }
    }

    /** Senders that were refused together do not come back together. */
    private static OpsResponse later(OpsResponse refusal) {
        int spread = ThreadLocalRandom.current().nextInt(RETRY_SECONDS / 2 + 1);
        return refusal.with("Retry-After", Integer.toString(RETRY_SECONDS + spread));
    }
}

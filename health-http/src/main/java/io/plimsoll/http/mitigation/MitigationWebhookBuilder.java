package io.plimsoll.http.mitigation;

import static java.util.Objects.requireNonNull;

import io.plimsoll.http.mitigation.Actions.Target;
import io.plimsoll.journal.Noted;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a webhook is made of. Not safe for concurrent use. */
public final class MitigationWebhookBuilder {

    private static final Pattern ACTION = Pattern.compile("[A-Za-z][A-Za-z0-9_.:-]{0,63}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final int LONGEST_NAME = 64;
    private static final int MOST_AT_ONCE = 100;

    final PanicBoard board;
    final String service;
    final List<Verifier> verifiers = new ArrayList<>();
    final Map<String, Target> presses = new LinkedHashMap<>();
    final Set<String> platforms = new LinkedHashSet<>(Set.of("SCALE_OUT"));
    String label = "mitigation";
    int most = 3;
    boolean dryRun;
    Ticker ticker = Ticker.system();
    InstantSource clock = SystemTime.clock();

    @Nullable
    String namespace;

    private final Set<String> critical = new HashSet<>();

    MitigationWebhookBuilder(PanicBoard board, String service) {
        this.board = board;
        this.service = requireLine("service", service);
    }

    /** Believes this one too. At least one is needed: a webhook that anybody may call is not built. */
    public MitigationWebhookBuilder verifiedBy(Verifier verifier) {
        verifiers.add(requireNonNull(verifier, "verifier"));
        return this;
    }

    /** Takes alerts of this Kubernetes namespace only, by {@code k8s_namespace} or the label {@code namespace}. Default: of any. */
    public MitigationWebhookBuilder namespace(String newNamespace) {
        namespace = requireLine("namespace", newNamespace);
        return this;
    }

    /** As {@link #press(String, String, Duration)}, for as long as the board's leases usually last. */
    public MitigationWebhookBuilder press(String action, String button) {
        return press(action, button, board.usual());
    }

    /**
     * Lets alerts that ask for this action press that button.
     *
     * @param action what stands in {@code mitigationAction} or the {@link #label}: a letter, then up to 63 of {@code A-Z a-z 0-9 _ . :
     *     -}. Alternatives, as in {@code SCALE_OUT_OR_SHED_TRAFFIC}, are named one by one
     * @param button one that the board has
     * @param lasting of each lease: more than zero and at most {@link PanicBoard#maximum()}
     */
    public MitigationWebhookBuilder press(String action, String button, Duration lasting) {
        requireAction(action);
        requireNonNull(lasting, "lasting");
        if (lasting.isNegative() || lasting.isZero() || lasting.compareTo(board.maximum()) > 0) {
            throw new IllegalArgumentException("action " + action + ": a lease must last longer than zero and at most "
                    + board.maximum().toMinutes() + " min, but is to last " + lasting
                    + "; the board would refuse it when the alert comes");
        }
        var target = new Target(board.button(button).name(), lasting);
        if (presses.putIfAbsent(action, target) != null) {
            throw new IllegalArgumentException(
                    "action " + action + " presses a button already; an alert would press one of the two");
        }
        return this;
    }

    /** Names what alerts may ask for and the platform does, besides {@code SCALE_OUT}: the answer says that it was not done here. */
    public MitigationWebhookBuilder leftToPlatform(String... actions) {
        for (String action : actions) {
            platforms.add(requireAction(action));
        }
        return this;
    }

    /** Names buttons that no alert may press: if an action is to press one of them all the same, nothing is built. */
    public MitigationWebhookBuilder critical(String... buttons) {
        for (String button : buttons) {
            critical.add(board.button(button).name());
        }
        return this;
    }

    /** The label by which an alert of Alertmanager says what should be done; {@code mitigation} by default. */
    public MitigationWebhookBuilder label(String newLabel) {
        if (!LABEL.matcher(requireNonNull(newLabel, "label")).matches()) {
            throw new IllegalArgumentException(
                    "label '" + newLabel + "' must match " + LABEL + "; no alert could have it");
        }
        label = newLabel;
        return this;
    }

    /** Lets alerts hold so many buttons at once, from 1 to 100; 3 by default. More leases on a button that they hold are no more. */
    public MitigationWebhookBuilder atMost(int buttons) {
        if (buttons < 1 || buttons > MOST_AT_ONCE) {
            throw new IllegalArgumentException("alerts may hold from 1 to " + MOST_AT_ONCE
                    + " buttons at once, but are to hold " + buttons + "; none would do nothing, more are no limit");
        }
        most = buttons;
        return this;
    }

    /** Judges everything and presses nothing: the answer and a line in the log say what would be done. */
    public MitigationWebhookBuilder dryRun() {
        dryRun = true;
        return this;
    }

    /** Replaces the clocks. Default: the system's. */
    public MitigationWebhookBuilder timing(Timing timing) {
        ticker = timing.ticker();
        clock = timing.clock();
        return this;
    }

    /**
     * The webhook.
     *
     * @throws IllegalStateException if nothing verifies it, if it could press nothing, or would press a button that is critical
     */
    public MitigationWebhook build() {
        if (verifiers.isEmpty()) {
            throw new IllegalStateException("the webhook of " + service
                    + " has no verifier: whoever reaches the port could switch features off; name one by verifiedBy");
        }
        if (presses.isEmpty()) {
            throw new IllegalStateException("the webhook of " + service
                    + " presses no button: no alert would mitigate anything; name one by press");
        }
        presses.forEach((action, target) -> {
            if (critical.contains(target.button())) {
                throw new IllegalStateException("action " + action + " would press button " + target.button()
                        + ", which is critical: no alert may press it");
            }
            if (platforms.contains(action)) {
                throw new IllegalStateException(
                        "action " + action + " is left to the platform and presses a button; one of the two is wrong");
            }
        });
        return new MitigationWebhook(this);
    }

    private static String requireAction(String action) {
        if (!ACTION.matcher(requireNonNull(action, "action")).matches() || action.contains(Actions.OR)) {
            throw new IllegalArgumentException("action '" + action + "' must match " + ACTION + " and be one, without "
                    + Actions.OR + " in it; no alert could ask for it");
        }
        return action;
    }

    private static String requireLine(String what, String name) {
        if (!Noted.isLine(requireNonNull(name, what), LONGEST_NAME)) {
            throw new IllegalArgumentException(
                    what + " must be one line of 1 to " + LONGEST_NAME + " characters; no alert could be for it");
        }
        return name;
    }
}

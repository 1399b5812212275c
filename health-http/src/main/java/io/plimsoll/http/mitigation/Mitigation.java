package io.plimsoll.http.mitigation;

import io.plimsoll.http.mitigation.Actions.Choice;
import io.plimsoll.http.mitigation.Actions.Target;
import io.plimsoll.http.mitigation.Step.Outcome;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.Press;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what alerts ask for, as far as they may. Guarded by the webhook's lock.
 *
 * <p>Which lease belongs to which episode stands in the leases themselves, so whatever instance of a fleet is told next knows it.
 */
final class Mitigation {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.mitigation");
    private static final String SOURCE = "alert";
    private static final String RESOLVED = "resolved alert";

    private final PanicBoard board;
    private final Actions actions;
    private final String service;
    private final @Nullable String namespace;
    private final int most;
    private final boolean dryRun;
    private final InstantSource clock;

    /** Leases that a person released and whose episode was resolved afterwards: they hinder no new one. */
    private final Set<String> settled = new HashSet<>();

    Mitigation(MitigationWebhookBuilder made) {
        board = made.board;
        actions = new Actions(new LinkedHashMap<>(made.presses), Set.copyOf(made.platforms));
        service = made.service;
        namespace = made.namespace;
        most = made.most;
        dryRun = made.dryRun;
        clock = made.clock;
    }

    List<Step> of(List<Alert> alerts) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < alerts.size(); i++) {
            steps.addAll(of(i, alerts.get(i)));
        }
        return steps;
    }

    private List<Step> of(int index, Alert alert) {
        if (!service.equals(alert.service())) {
            return List.of(Step.of(index, Outcome.OTHER_SERVICE));
        }
        if (namespace != null && !namespace.equals(alert.namespace())) {
            return List.of(Step.of(index, Outcome.OTHER_NAMESPACE));
        }
        if (alert.action() == null) {
            return List.of(Step.of(index, Outcome.NO_ACTION));
        }
        var steps = new ArrayList<Step>();
        boolean chosen = false;
        for (Choice choice : actions.choices(alert.action())) {
            if (choice.name() == null) {
                steps.add(Step.of(index, Outcome.UNKNOWN_ACTION));
            } else if (choice.target() == null) {
                steps.add(new Step(index, Outcome.PLATFORM, choice.name(), null, null));
            } else if (chosen) {
                steps.add(new Step(
                        index,
                        Outcome.ALTERNATIVE,
                        choice.name(),
                        choice.target().button(),
                        null));
            } else {
                chosen = true;
                steps.addAll(chosen(index, alert, choice.name(), choice.target()));
            }
        }
        return steps;
    }

    private List<Step> chosen(int index, Alert alert, String action, Target target) {
        if (alert.fires()) {
            return List.of(fire(index, alert, action, target));
        }
        if (dryRun) {
            return List.of(new Step(index, Outcome.DRY_RUN, action, target.button(), null));
        }
        List<Lease> released = resolve(alert);
        return released.isEmpty()
                ? List.of(new Step(index, Outcome.NOT_HELD, action, target.button(), null))
                : released.stream()
                        .map(lease -> new Step(index, Outcome.RELEASED, action, lease.button(), lease))
                        .toList();
    }

    private Step fire(int index, Alert alert, String action, Target target) {
        for (Lease lease : leasesOf(alert)) {
            if (!lease.isReleased()) {
                return new Step(index, Outcome.HELD, action, lease.button(), lease);
            }
        }
        Outcome hindered = hindrance(alert, target);
        if (hindered != null) {
            return new Step(index, hindered, action, target.button(), null);
        }
        try {
            Lease lease = board.button(target.button())
                    .press(Press.by(alert.name(), alert.reason())
                            .source(SOURCE)
                            .incident(alert.episode())
                            .lasting(target.lasting()));
            return new Step(index, Outcome.PRESSED, action, lease.button(), lease);
        } catch (IllegalStateException full) {
            return new Step(index, Outcome.FULL, action, target.button(), null);
        }
    }

    /**
     * Why the button must not be pressed; {@code null} if it may be. Whether the time of a lease that a person released is over is
     * decided by the wall clock: it is the only time that a fleet shares.
     */
    private @Nullable Outcome hindrance(Alert alert, Target target) {
        boolean byOperator = leasesOf(alert).stream()
                .anyMatch(lease -> !RESOLVED.equals(lease.releasedBy())
                        && !settled.contains(lease.id())
                        && clock.instant().isBefore(lease.until()));
        if (byOperator) {
            return Outcome.OPERATOR;
        }
        Set<String> held = board.leases().stream()
                .filter(lease -> lease.source().equals(SOURCE) && !lease.isReleased())
                .map(Lease::button)
                .collect(Collectors.toSet());
        if (!held.contains(target.button()) && held.size() >= most) {
            return Outcome.LIMIT;
        }
        if (dryRun) {
            log.atInfo()
                    .addKeyValue("button", target.button())
                    .addKeyValue("incident", alert.episode())
                    .log("Dry run: button {} would be pressed for {}", target.button(), target.lasting());
            return Outcome.DRY_RUN;
        }
        return null;
    }

    /** Ends what holds for this episode, and forgets what a person ended. */
    private List<Lease> resolve(Alert alert) {
        settled.retainAll(board.leases().stream().map(Lease::id).toList());
        var released = new ArrayList<Lease>();
        for (Lease lease : leasesOf(alert)) {
            if (lease.isReleased()) {
                settled.add(lease.id());
            } else {
                board.find(lease.button())
                        .flatMap(button -> button.release(lease.id(), RESOLVED))
                        .ifPresent(released::add);
            }
        }
        return released;
    }

    /** Those that are live, and for some hours those that were released. */
    private List<Lease> leasesOf(Alert alert) {
        return board.leases().stream()
                .filter(lease ->
                        lease.source().equals(SOURCE) && alert.episode().equals(lease.incident()))
                .toList();
    }
}

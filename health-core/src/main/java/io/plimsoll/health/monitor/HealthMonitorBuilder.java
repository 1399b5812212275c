package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Probe;
import io.plimsoll.journal.JournalSettings;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor is made of. Not safe for concurrent use; good for one {@link #start()}.
 *
 * <p>Components are shown in the order in which they are added.
 */
public final class HealthMonitorBuilder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final int LONGEST_TEXT = 200;

    private final String service;
    private final String version;
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<HealthListener> listeners = new ArrayList<>();
    private boolean strict;
    private boolean unreadyOnLocalFindings;
    private @Nullable Timing timing;
    private @Nullable Settings settings;
    private @Nullable PanicBoard panic;
    private boolean started;
    private JournalSettings journal = JournalSettings.defaults();
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    HealthMonitorBuilder(String service, String version) {
        this.service = requireText("service", service);
        this.version = requireText("version", version);
    }

    /** Adds a component without which the service cannot work; probed every 2 s, or at the probe's minimum interval. */
    public HealthMonitorBuilder required(String name, Probe probe) {
        return required(name, probe, defaultsFor(name, probe));
    }

    /** Adds a component without which the service cannot work. */
    public HealthMonitorBuilder required(String name, Probe probe, ProbeSettings settings) {
        return add(name, Component.Role.REQUIRED, probe, settings);
    }

    /** Adds a component without which the service works with less: at worst it is DEGRADED. */
    public HealthMonitorBuilder optional(String name, Probe probe) {
        return optional(name, probe, defaultsFor(name, probe));
    }

    /** Adds a component without which the service works with less: at worst it is DEGRADED. */
    public HealthMonitorBuilder optional(String name, Probe probe, ProbeSettings settings) {
        return add(name, Component.Role.OPTIONAL, probe, settings);
    }

    /** Adds a required component that, if DOWN, only a restart of this JVM heals: it closes {@link HealthMonitor#alive()}. */
    public HealthMonitorBuilder liveness(String name, Probe probe) {
        return liveness(name, probe, defaultsFor(name, probe));
    }

    /**
     * Adds a required component that, if DOWN, only a restart of this JVM heals, such as a deadlock. It closes {@link
     * HealthMonitor#alive()}, but never because its probe was late, stale or broken. Nothing remote belongs here.
     */
    public HealthMonitorBuilder liveness(String name, Probe probe, ProbeSettings settings) {
        return add(name, Component.Role.LIVENESS, probe, settings);
    }

    /** Makes the service DOWN as soon as any component is not UP. Off by default. */
    public HealthMonitorBuilder strict() {
        strict = true;
        return this;
    }

    /**
     * Closes {@link HealthMonitor#ready()} while a required component is DOWN for a reason that only this instance has.
     * Off by default, because load exhausts the pools of all instances at once.
     */
    public HealthMonitorBuilder unreadyOnLocalFindings() {
        unreadyOnLocalFindings = true;
        return this;
    }

    /** Is told everything from the start. */
    public HealthMonitorBuilder listener(HealthListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Adds runbooks to the journal, or tells it where trace ids are; {@link JournalSettings#defaults()} by default. */
    public HealthMonitorBuilder journal(JournalSettings newJournal) {
        journal = requireNonNull(newJournal, "journal");
        return this;
    }

    /**
     * Gives every component the button {@code mute:<component>} on that board. While it is pressed the component is shown as it
     * is, with its numbers, {@code muted} and, unless it is UP, {@link io.plimsoll.health.Code#MUTED}; but neither verdict nor
     * gates depend on it, as if it were left out. What becomes of any lease of the board is noted in the journal. None by default.
     */
    public HealthMonitorBuilder panic(PanicBoard board) {
        panic = requireNonNull(board, "board");
        return this;
    }

    /** Replaces clocks and threads, which the monitor then does not close. Default: the system's, with own threads. */
    public HealthMonitorBuilder timing(Timing newTiming) {
        timing = requireNonNull(newTiming, "timing");
        return this;
    }

    /**
     * Lets a deployment override the code: {@code plimsoll.health.<component>.interval}, {@code .timeout}, {@code
     * .failure-threshold}, {@code .success-threshold}, {@code plimsoll.health.strict} and {@code
     * plimsoll.health.unready-on-local-findings}. Durations are {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h} or ISO
     * 8601. Keys without our prefix are ignored; one with it that nothing reads is refused by {@link #start()}.
     */
    public HealthMonitorBuilder configuredBy(Map<String, String> source) {
        source.forEach((key, value) -> requireNonNull(value, "setting " + key + " has no value"));
        Map<String, String> copy = Map.copyOf(source);
        return configuredBy(new Settings(copy::get, copy.keySet()));
    }

    /**
     * The same from a source that can only be asked for one key at a time, and answers {@code null} for what it does not
     * have. A misspelt key cannot be seen through it: prefer the map.
     */
    public HealthMonitorBuilder configuredBy(Function<String, @Nullable String> source) {
        return configuredBy(new Settings(source, List.of()));
    }

    private HealthMonitorBuilder configuredBy(Settings newSettings) {
        if (settings != null) {
            throw new IllegalStateException("configuredBy was called twice; one source would silently lose");
        }
        settings = newSettings;
        return this;
    }

    /** For tests of pacing. */
    HealthMonitorBuilder random(DoubleSupplier newRandom) {
        random = newRandom;
        return this;
    }

    /**
     * Starts all probes: the first attempts at once, in batches.
     *
     * @throws IllegalStateException if a component's settings are impossible together
     * @throws IllegalArgumentException if a setting from outside is unknown or cannot be read
     */
    public HealthMonitor start() {
        if (started) {
            throw new IllegalStateException("start() was called twice; both monitors would run the same probes");
        }
        Settings outside = settings == null ? Settings.none() : settings;
        outside.refuseUnknown(components.keySet());
        List<Component> configured = new ArrayList<>();
        for (Component component : components.values()) {
            ProbeSettings effective = outside.probe(component.name(), component.settings());
            effective.requireFitFor(component.name(), component.probe().minimumInterval());
            configured.add(new Component(component.name(), component.role(), component.probe(), effective));
        }
        var identity = new Snapshot.Identity(
                service, version, outside.strict(strict), outside.unreadyOnLocalFindings(unreadyOnLocalFindings));
        SystemTime ownTime = timing == null ? SystemTime.start() : null;
        started = true;
        var monitor = new HealthMonitor(
                identity,
                configured,
                ownTime == null ? requireNonNull(timing) : ownTime.timing(),
                ownTime,
                random,
                journal,
                panic);
        try {
            monitor.begin(listeners);
        } catch (Throwable thrown) {
            monitor.close();
            throw thrown;
        }
        return monitor;
    }

    private static ProbeSettings defaultsFor(String name, Probe probe) {
        ProbeSettings usual = ProbeSettings.defaults();
        Duration minimum =
                requireNonNull(probe, "probe of component '" + name + "'").minimumInterval();
        return minimum.compareTo(usual.interval()) > 0 ? usual.interval(minimum) : usual;
    }

    private HealthMonitorBuilder add(String name, Component.Role role, Probe probe, ProbeSettings probeSettings) {
        requireNonNull(name, "name");
        requireNonNull(probe, "probe of component '" + name + "'");
        requireNonNull(probeSettings, "settings of component '" + name + "'");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("component name '" + name + "' must match " + NAME
                    + "; it becomes part of paths, settings and metrics");
        }
        for (Component other : components.values()) {
            if (other.probe() == probe) {
                throw new IllegalArgumentException("component '" + name + "' has the same probe as '" + other.name()
                        + "'; it would be run for both at once");
            }
        }
        if (components.putIfAbsent(name, new Component(name, role, probe, probeSettings)) != null) {
            throw new IllegalArgumentException(
                    "component '" + name + "' is there already; one of the two would never be shown");
        }
        return this;
    }

    private static String requireText(String what, String text) {
        requireNonNull(text, what);
        if (text.isBlank() || text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must be one line of 1 to " + LONGEST_TEXT
                    + " characters, since every answer shows it, but is '" + text + "'");
        }
        return text;
    }
}

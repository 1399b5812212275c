package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The probes of a Deployment that fit a monitor's settings, as YAML in which each number has its reason.
 *
 * <pre>{@code
 * KubernetesProbes probes = KubernetesProbes.of(health, "ops").draining(ofSeconds(3), ofSeconds(7));
 * System.out.print(probes.container());     // startupProbe, livenessProbe, readinessProbe, lifecycle
 * System.out.print(probes.pod());           // terminationGracePeriodSeconds
 * }</pre>
 *
 * <p>Print it once and paste it, and let a test compare the two, so that manifest and code do not drift apart.
 *
 * <p>Three rules are behind the numbers. An answer comes from memory, so whoever waits for one waits for the JVM or its CPU,
 * never for a dependency. A restart repairs nothing that instances share, so neither the startup nor the liveness probe asks
 * about dependencies. And what stands still under load does so in all instances at once, so no single missed answer takes a
 * pod out of service.
 *
 * <p>Immutable; each method that sets something returns a copy.
 */
public final class KubernetesProbes {

    private static final String SHALLOW = "/health/shallow";
    private static final String READY = "/health/ready";

    private static final Duration START = Duration.ofMinutes(2);
    private static final int STARTUP_PERIOD = 2;
    private static final int STARTUP_TIMEOUT = 1;

    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final int LIVENESS_PERIOD = 10;
    private static final int LIVENESS_TIMEOUT = 5;

    private static final Duration BRIEF_STANDSTILL = Duration.ofSeconds(5);
    private static final int LONGEST_READINESS_PERIOD = 5;
    private static final int READINESS_TIMEOUT = 1;

    /** The engine's promise: so long after its timeout an attempt is over. */
    private static final Duration LATEST_VERDICT = Duration.ofMillis(500);

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration TO_SPARE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int LONGEST_PORT_NAME = 15;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern PORT_NAME = Pattern.compile("(?=[0-9-]*[a-z])[a-z0-9]+(-[a-z0-9]+)*");

    private final HealthMonitor health;
    private final String port;
    private final Duration start;
    private final Duration standstill;
    private final Duration drain;
    private final Duration stop;

    private KubernetesProbes(
            HealthMonitor health, String port, Duration start, Duration standstill, Duration drain, Duration stop) {
        this.health = health;
        this.port = port;
        this.start = start;
        this.standstill = standstill;
        this.drain = drain;
        this.stop = stop;
    }

    /**
     * Fits the probes to the monitor.
     *
     * @param port the name that the container gives to its ops port
     */
    public static KubernetesProbes of(HealthMonitor health, String port) {
        requireNonNull(health, "health");
        requireNonNull(port, "port");
        if (port.length() > LONGEST_PORT_NAME || !PORT_NAME.matcher(port).matches()) {
            throw new IllegalArgumentException("port must be a name of 1 to " + LONGEST_PORT_NAME
                    + " characters out of a-z, 0-9 and single hyphens inside, with a letter, but is '" + port
                    + "'; Kubernetes would refuse the pod");
        }
        return new KubernetesProbes(health, port, START, STANDSTILL, Duration.ZERO, STOP);
    }

    /** Fits the probes to the monitor, whose ops port has a number. */
    public static KubernetesProbes of(HealthMonitor health, int port) {
        requireNonNull(health, "health");
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "port must be 1 to " + HIGHEST_PORT + ", but is " + port + "; Kubernetes would refuse the pod");
        }
        return new KubernetesProbes(health, Integer.toString(port), START, STANDSTILL, Duration.ZERO, STOP);
    }

    /**
     * How long this JVM may take until it gives its first answer. Default 2 min, since a start with throttled CPU takes many
     * times what it takes elsewhere, and a start that fails ends by itself: only one that hangs waits for this.
     */
    public KubernetesProbes startingWithin(Duration newStart) {
        return new KubernetesProbes(health, port, require("start", newStart), standstill, drain, stop);
    }

    /**
     * The longest standstill of this JVM that ends by itself: a collection, throttled CPU, a host that swaps. A shorter one
     * never restarts it. Default 30 s.
     */
    public KubernetesProbes forgiving(Duration newStandstill) {
        return new KubernetesProbes(health, port, start, require("standstill", newStandstill), drain, stop);
    }

    /**
     * How this service stops on SIGTERM. Default: it does not drain, and stops within 20 s.
     *
     * @param newDrain the wait of its {@link Drain}; zero if it has none
     * @param newStop how long it then takes at most until the process has ended
     */
    public KubernetesProbes draining(Duration newDrain, Duration newStop) {
        Duration checked = requireNonNull(newDrain, "drain").isZero() ? newDrain : require("drain", newDrain);
        return new KubernetesProbes(health, port, start, standstill, checked, require("stop", newStop));
    }

    /** {@code startupProbe}, {@code livenessProbe}, {@code readinessProbe} and, if needed, {@code lifecycle} of a container. */
    public String container() {
        return heading() + startupYaml() + livenessYaml() + readinessYaml() + lifecycleYaml();
    }

    /** {@code terminationGracePeriodSeconds} of a pod. */
    public String pod() {
        return """
                # preStop %d s, then SIGTERM: drain %d s, stop %d s; and %d s to spare before the kubelet kills.
                terminationGracePeriodSeconds: %d
                """.formatted(
                        preStopSeconds(),
                        KubeletProbe.wholeSeconds(drain),
                        KubeletProbe.wholeSeconds(stop),
                        TO_SPARE.toSeconds(),
                        graceSeconds());
    }

    @Override
    public String toString() {
        return "# spec.template.spec\n" + pod() + "# spec.template.spec.containers[0]\n" + container();
    }

    KubeletProbe startup() {
        return KubeletProbe.waiting(SHALLOW, STARTUP_PERIOD, STARTUP_TIMEOUT, start);
    }

    KubeletProbe liveness() {
        return KubeletProbe.forgiving(SHALLOW, LIVENESS_PERIOD, LIVENESS_TIMEOUT, standstill);
    }

    KubeletProbe readiness() {
        long shortest = KubeletProbe.wholeSeconds(health.shortestInterval());
        int period = (int) Math.max(1, Math.min(shortest, LONGEST_READINESS_PERIOD));
        return KubeletProbe.forgiving(READY, period, READINESS_TIMEOUT, BRIEF_STANDSTILL);
    }

    /** From the moment at which all that is required works until this pod gets traffic. */
    Duration readyAgain() {
        return required().stream()
                .map(KubernetesProbes::knownUp)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plusSeconds(readiness().periodSeconds());
    }

    long preStopSeconds() {
        return Math.max(0, Drain.PROPAGATION.toSeconds() - drain.toSeconds());
    }

    long graceSeconds() {
        return preStopSeconds()
                + KubeletProbe.wholeSeconds(drain)
                + KubeletProbe.wholeSeconds(stop)
                + TO_SPARE.toSeconds();
    }

    private String heading() {
        return """
                # Fits %s: %s, %d required, the most frequent probed every %s.
                # Answers come from memory, in less than 1 ms: whoever waits for one waits for this JVM or its CPU.
                """.formatted(
                        health.report().service(),
                        count(health.components().size(), "component"),
                        required().size(),
                        Durations.show(health.shortestInterval()));
    }

    private String startupYaml() {
        KubeletProbe probe = startup();
        return """
                startupProbe:
                  httpGet:
                    # Does the JVM answer? Not /health/started: while something shared is down, each pod that starts would
                    # be killed again and again, which repairs nothing. It waits, unready, and stops its rollout all the same.
                    path: %s
                    port: %s
                  # A start is noticed at most so much later.
                  periodSeconds: %d
                  # An answer that is missed costs one attempt out of many.
                  timeoutSeconds: %d
                  # (%d - 1) x %d s: %d s to the first answer, throttled CPU included. A start that fails ends by itself.
                  failureThreshold: %d
                """.formatted(
                        probe.path(),
                        port,
                        probe.periodSeconds(),
                        probe.timeoutSeconds(),
                        probe.failureThreshold(),
                        probe.periodSeconds(),
                        probe.beforeLastAttempt().toSeconds(),
                        probe.failureThreshold());
    }

    private String livenessYaml() {
        KubeletProbe probe = liveness();
        return """
                livenessProbe:
                  httpGet:
                    # Knows no dependency, and stays 200 while draining. %s
                    path: %s
                    port: %s
                  # To restart costs more than to wait, and is never urgent.
                  periodSeconds: %d
                  # A JVM that needs seconds to answer from memory is starved, not dead, and starts no faster than it answers.
                  timeoutSeconds: %d
                  # (%d - 1) x %d s + %d s: no standstill under %d s restarts it (collection, throttling, swapping).
                  failureThreshold: %d
                """.formatted(
                        only503(),
                        probe.path(),
                        port,
                        probe.periodSeconds(),
                        probe.timeoutSeconds(),
                        probe.failureThreshold(),
                        probe.periodSeconds(),
                        probe.timeoutSeconds(),
                        probe.forgives().toSeconds(),
                        probe.failureThreshold());
    }

    private String readinessYaml() {
        KubeletProbe probe = readiness();
        return """
                readinessProbe:
                  httpGet:
                    # 200 once every required component has been UP, until it drains. What fails later fails for all pods, and
                    # a Service without pods serves nobody.
                    path: %s
                    port: %s
                  # The shortest interval, from 1 to %d s: sooner there is nothing new. Ready %s after all that is required
                  # works, at most.
                  periodSeconds: %d
                  # The kubelet's default. Clients of a JVM that needs longer than this for anything have given up as well.
                  timeoutSeconds: %d
                  # (%d - 1) x %d s + %d s: no standstill under %d s takes it out, since load makes all pods stand still at once.
                  # A 503 counts after %d s; a pod that is deleted is taken out without being asked.
                  failureThreshold: %d
                """.formatted(
                        probe.path(),
                        port,
                        LONGEST_READINESS_PERIOD,
                        KubeletProbe.wholeSeconds(readyAgain()) + " s",
                        probe.periodSeconds(),
                        probe.timeoutSeconds(),
                        probe.failureThreshold(),
                        probe.periodSeconds(),
                        probe.timeoutSeconds(),
                        probe.forgives().toSeconds(),
                        probe.notices().toSeconds(),
                        probe.failureThreshold());
    }

    private String lifecycleYaml() {
        long seconds = preStopSeconds();
        if (seconds == 0) {
            return "";
        }
        return """
                lifecycle:
                  preStop:
                    sleep:
                      # Proxies need up to %d s to hear that a pod is deleted, and send requests meanwhile; the drain after SIGTERM
                      # covers %d s of them. Kubernetes 1.30 or newer; before that exec a sleep.
                      seconds: %d
                """.formatted(Drain.PROPAGATION.toSeconds(), drain.toSeconds(), seconds);
    }

    private String only503() {
        String names = health.components().stream()
                .filter(component -> component.role() == Component.Role.LIVENESS)
                .map(Component::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "Never 503 here: no liveness component."
                : "503 only if a restart helps: " + names + ".";
    }

    private List<Component> required() {
        return health.components().stream().filter(Component::required).toList();
    }

    /**
     * What works again may have been asked just before, has to be seen so often, and may be slow the last time. A probe that
     * backs off does so from the end of the attempt that came too early, and is asked again after that.
     */
    private static Duration knownUp(Component component) {
        ProbeSettings settings = component.settings();
        Duration backoff = component.probe().maximumBackoff();
        Duration jittered = settings.interval().plus(settings.interval().dividedBy(10));
        Duration givenUp = settings.timeout().plus(LATEST_VERDICT);
        Duration startToStart = jittered.compareTo(givenUp) < 0 ? givenUp : jittered;
        return startToStart
                .multipliedBy(settings.successThreshold())
                .plus(settings.timeout())
                .plus(backoff.isZero() ? Duration.ZERO : givenUp.plus(backoff));
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static Duration require(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 1 hour, but is "
                    + Durations.show(value) + "; the kubelet would kill at once, or never");
        }
        return value;
    }
}

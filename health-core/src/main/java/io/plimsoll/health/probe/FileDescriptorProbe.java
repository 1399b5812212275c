package io.plimsoll.health.probe;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import java.util.function.Supplier;

/**
 * May this process still open files and sockets: {@link Code#FILE_DESCRIPTORS}, local to this instance.
 *
 * <p>Degraded from 80 % of its limit, which is a leak or a limit that is too low, and down from 95 %: what is left is gone
 * with the next burst of connections, and then nothing can be accepted, connected or logged. Works on Unix only, with the
 * module {@code jdk.management}.
 *
 * <p>Counting them takes a descriptor itself. If this worked once and fails now, the probe says that none is left.
 */
public final class FileDescriptorProbe implements Probe {

    private final UsedLevels levels;
    private final Supplier<Descriptors> process;

    private FileDescriptorProbe(UsedLevels levels, Supplier<Descriptors> process) {
        this.levels = levels;
        this.process = process;
    }

    /**
     * Looks with the default levels.
     *
     * @throws IllegalStateException if this platform does not count file descriptors
     */
    public static FileDescriptorProbe create() {
        return builder().build();
    }

    /** Looks with levels of your own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        Descriptors descriptors;
        try {
            descriptors = process.get();
        } catch (InternalError none) {
            return Finding.down(Code.FILE_DESCRIPTORS, "No file descriptor is left to count them with")
                    .local()
                    .causedBy(none);
        }
        if (descriptors.max() <= 0) {
            return Finding.up().local().with("open_file_descriptors", descriptors.open());
        }
        return judge(Percent.of(descriptors.open(), descriptors.max()))
                .local()
                .with("open_file_descriptors", descriptors.open())
                .with("max_file_descriptors", descriptors.max());
    }

    private Finding judge(double percent) {
        Status status = levels.of(percent);
        return switch (status) {
            case UP -> Finding.up();
            case DEGRADED -> Finding.degraded(Code.FILE_DESCRIPTORS, textFor(status));
            case DOWN -> Finding.down(Code.FILE_DESCRIPTORS, textFor(status));
        };
    }

    private String textFor(Status status) {
        return "Almost no file descriptors left: at least " + levels.text(status) + " in use";
    }

    /** What the operating system says of this process; the limit is not positive if there is none. */
    record Descriptors(long open, long max) {}

    /** Levels of use. */
    public static final class Builder {

        private double degradedAt = 80;
        private double downAt = 95;

        private Builder() {}

        /** Degraded from this share of the limit; 80 by default. */
        public Builder degradedAtPercent(double percent) {
            degradedAt = Percent.require("file descriptors: degradedAtPercent", percent);
            return this;
        }

        /** Down from this share of the limit; 95 by default. */
        public Builder downAtPercent(double percent) {
            downAt = Percent.require("file descriptors: downAtPercent", percent);
            return this;
        }

        /** Takes the level of down back: degraded at worst, as long as they can be counted. */
        public Builder neverDown() {
            downAt = UsedLevels.NEVER;
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if the level of down is not above that of degraded, or this platform does not count
         *     file descriptors
         */
        public FileDescriptorProbe build() {
            return build(UnixDescriptors.ofThisProcess());
        }

        FileDescriptorProbe build(Supplier<Descriptors> process) {
            return new FileDescriptorProbe(new UsedLevels(degradedAt, downAt).checked("file descriptors"), process);
        }
    }
}

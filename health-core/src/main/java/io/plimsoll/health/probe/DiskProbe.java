package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Is there room left on the file system of a path: {@link Code#DISK_FULL}, local to this instance.
 *
 * <p>Degraded below 10 % of usable space, the level at which Kubernetes begins to evict pods from a node by default, and
 * down below 2 %, where a burst of logs is enough to stop every writer. A share means little on a very large or very small
 * file system; there, add levels in bytes. What counts is the space that this process may use: reserved blocks are not
 * free, inodes and quotas are not seen.
 *
 * <p>Asking a dead network file system blocks, and neither an interrupt nor anything else ends that. The monitor then says
 * {@link Code#TIMEOUT} and {@link Code#HUNG}, and this costs one thread until the file system is back.
 */
public final class DiskProbe implements Probe {

    private final Path path;
    private final Levels degraded;
    private final Levels down;
    private final Callable<Space> disk;

    DiskProbe(Builder settings, Callable<Space> disk) {
        path = settings.path;
        degraded = new Levels(settings.degradedPercent, settings.degradedBytes);
        down = new Levels(settings.downPercent, settings.downBytes);
        this.disk = disk;
    }

    /**
     * Looks at the file system of this file or directory with the default levels.
     *
     * @throws IllegalArgumentException if there is no such path
     */
    public static DiskProbe of(Path path) {
        return builder(path).build();
    }

    /**
     * Looks at the file system of this file or directory with levels of your own.
     *
     * @throws IllegalArgumentException if there is no such path
     */
    public static Builder builder(Path path) {
        return new Builder(path);
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Space space = disk.call();
        if (space.totalBytes() <= 0) {
            throw new IllegalStateException("the file system of " + path + " does not report its size");
        }
        return judge(space)
                .local()
                .with("free_bytes", space.freeBytes())
                .with("total_bytes", space.totalBytes())
                .with("free_percent", space.freePercent())
                .detail("path", path.toString());
    }

    private Finding judge(Space space) {
        if (down.areBrokenBy(space)) {
            return Finding.down(Code.DISK_FULL, "Disk full: " + down.textFor(space));
        }
        if (degraded.areBrokenBy(space)) {
            return Finding.degraded(Code.DISK_FULL, "Disk almost full: " + degraded.textFor(space));
        }
        return Finding.up();
    }

    private static Space measure(Path path) throws Exception {
        FileStore store = Files.getFileStore(path);
        return new Space(store.getUsableSpace(), store.getTotalSpace());
    }

    /** What a file system says of itself. */
    record Space(long freeBytes, long totalBytes) {

        double freePercent() {
            return Percent.of(freeBytes, totalBytes);
        }
    }

    /** Where one status begins; a level of 0 is never reached. */
    private record Levels(double percent, long bytes) {

        boolean areBrokenBy(Space space) {
            return space.freePercent() < percent || space.freeBytes() < bytes;
        }

        String textFor(Space space) {
            return "less than " + (space.freePercent() < percent ? Percent.text(percent) : bytes + " bytes") + " free";
        }
    }

    /** Levels of free space. Those in percent and those in bytes hold side by side: whichever is reached first counts. */
    public static final class Builder {

        private final Path path;
        private double degradedPercent = 10;
        private double downPercent = 2;
        private long degradedBytes;
        private long downBytes;

        private Builder(Path path) {
            this.path = requireNonNull(path, "path");
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(
                        "disk: there is no " + path + ", so its space could never be measured");
            }
        }

        /** Degraded with a smaller share of free space; 10 by default. */
        public Builder degradedBelowPercent(double percent) {
            degradedPercent = Percent.require("disk: degradedBelowPercent", percent);
            return this;
        }

        /** Down with a smaller share of free space; 2 by default. */
        public Builder downBelowPercent(double percent) {
            downPercent = Percent.require("disk: downBelowPercent", percent);
            return this;
        }

        /** Degraded with fewer free bytes as well; no such level by default. */
        public Builder degradedBelowBytes(long bytes) {
            degradedBytes = requirePositive("disk: degradedBelowBytes", bytes);
            return this;
        }

        /** Down with fewer free bytes as well; no such level by default. */
        public Builder downBelowBytes(long bytes) {
            downBytes = requirePositive("disk: downBelowBytes", bytes);
            return this;
        }

        /** Takes back all levels in percent, for a file system of which only bytes are to count. */
        public Builder withoutPercent() {
            degradedPercent = 0;
            downPercent = 0;
            return this;
        }

        /** Takes back all levels of down: the disk is at worst degraded. */
        public Builder neverDown() {
            downPercent = 0;
            downBytes = 0;
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if no level is left, or a level of down is not below that of degraded
         */
        public DiskProbe build() {
            return build(() -> measure(path));
        }

        DiskProbe build(Callable<Space> disk) {
            if (degradedPercent == 0 && downPercent == 0 && degradedBytes == 0 && downBytes == 0) {
                throw new IllegalStateException("disk: no level is set, so it could never be anything but UP");
            }
            if (degradedPercent > 0 && downPercent >= degradedPercent) {
                throw new IllegalStateException("disk: downBelowPercent " + downPercent
                        + " is not below degradedBelowPercent " + degradedPercent
                        + "; it would go down without being degraded first");
            }
            if (degradedBytes > 0 && downBytes >= degradedBytes) {
                throw new IllegalStateException("disk: downBelowBytes " + downBytes
                        + " is not below degradedBelowBytes " + degradedBytes
                        + "; it would go down without being degraded first");
            }
            return new DiskProbe(this, disk);
        }

        private static long requirePositive(String setting, long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException(setting + " must be positive, but is " + bytes);
            }
            return bytes;
        }
    }
}

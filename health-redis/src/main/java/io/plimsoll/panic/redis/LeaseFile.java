package io.plimsoll.panic.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.panic.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is pressed, for the next start of an instance that finds no Redis: one line for each lease between a first line that names
 * the fleet and a last one with a checksum. All of it is believed, or nothing.
 *
 * <p>It is replaced as a whole, by a move, after it has reached the disk. A file that cannot be read as one of ours is moved aside
 * to {@code .corrupt}; that of another fleet is left where it is and never written, since somebody else lives by it.
 *
 * <p>Safe from any thread; blocks as long as the disk does.
 */
final class LeaseFile {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.panic");
    private static final String FIRST = "plimsoll panic leases 1\t";
    private static final String LAST = "end\t";
    /** A hundred thousand leases. */
    private static final long LONGEST = 64L << 20;

    private final Path path;
    private final String fleet;
    private boolean loaded; // guarded by this, as all below
    private List<Lease> held = List.of();
    private boolean foreign;
    private boolean failing;
    private @Nullable List<Lease> saved;

    LeaseFile(Path path, String fleet) {
        this.path = path;
        this.fleet = fleet;
    }

    /** What it held when it was first asked; nothing if that cannot be believed, which is logged. */
    synchronized List<Lease> load() {
        if (!loaded) {
            held = loadOnce();
        }
        return held;
    }

    private List<Lease> loadOnce() {
        loaded = true;
        try {
            return read();
        } catch (NoSuchFileException first) {
            return List.of();
        } catch (IOException unreadable) {
            foreign = true;
            log.atWarn()
                    .setCause(unreadable)
                    .log("The file of leases {} cannot be read; it presses nothing and is not written", path);
            return List.of();
        } catch (IllegalArgumentException corrupt) {
            moveAside(corrupt.getMessage());
            return List.of();
        }
    }

    /**
     * Replaces it if anything is different; before it was loaded, nothing is written. What it held stays until it is known of or
     * over: a board that was closed early has not heard of it. A failure is logged when it begins.
     *
     * @param known what the board knows
     */
    synchronized void save(List<Lease> known, Instant now) {
        if (!loaded || foreign) {
            return;
        }
        List<Lease> leases = withHeld(known, now);
        if (leases.equals(saved)) {
            return;
        }
        try {
            replaceBy(text(leases));
            saved = leases;
            if (failing) {
                log.info("The file of leases {} is written again", path);
            }
            failing = false;
        } catch (IOException | RuntimeException unwritable) {
            if (!failing) {
                log.atWarn()
                        .setCause(unwritable)
                        .log(
                                "The file of leases {} cannot be written; an instance that starts without Redis will not know"
                                        + " what is pressed",
                                path);
            }
            failing = true;
        }
    }

    private List<Lease> withHeld(List<Lease> known, Instant now) {
        Set<String> ids = known.stream().map(Lease::id).collect(Collectors.toSet());
        return Stream.concat(
                        known.stream(),
                        held.stream().filter(lease -> lease.until().isAfter(now) && !ids.contains(lease.id())))
                .toList();
    }

    private List<Lease> read() throws IOException {
        if (Files.size(path) > LONGEST) {
            throw new IllegalArgumentException("it has more than " + LONGEST + " bytes");
        }
        String text = new String(Files.readAllBytes(path), UTF_8);
        int last = text.lastIndexOf(LAST);
        if (!text.startsWith(FIRST) || last < 0 || !text.substring(last).equals(end(text.substring(0, last)))) {
            throw new IllegalArgumentException("its first line or its checksum is not what we write");
        }
        List<String> lines = List.of(text.substring(FIRST.length(), last).split("\n", -1));
        if (!lines.get(0).equals(fleet)) {
            foreign = true;
            log.warn(
                    "The file of leases {} belongs to fleet {}; it presses nothing here and is not written, so give fleet {} one"
                            + " of its own",
                    path,
                    lines.get(0),
                    fleet);
            return List.of();
        }
        var leases = new ArrayList<Lease>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            leases.add(LeaseText.read(line));
        }
        return leases;
    }

    private String text(List<Lease> leases) {
        var text = new StringBuilder(FIRST).append(fleet).append('\n');
        leases.forEach(lease -> text.append(LeaseText.write(lease)).append('\n'));
        return text.append(end(text.toString())).toString();
    }

    private static String end(String before) {
        var sum = new CRC32();
        sum.update(before.getBytes(UTF_8));
        return LAST + Long.toHexString(sum.getValue()) + "\n";
    }

    private void replaceBy(String text) throws IOException {
        // Only its owner may read it: it says who pressed what, and why.
        Path fresh = Files.createTempFile(path.toAbsolutePath().getParent(), path.getFileName() + ".", ".tmp");
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void moveAside(@Nullable String why) {
        Path aside = path.resolveSibling(path.getFileName() + ".corrupt");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            log.warn("The file of leases {} is kept as {} and presses nothing: {}", path, aside, why);
        } catch (IOException unmovable) {
            // Then it is not overwritten either: whoever looks into it shall find it.
            foreign = true;
            log.atWarn()
                    .setCause(unmovable)
                    .log("The file of leases {} presses nothing and cannot be moved aside: {}", path, why);
        }
    }
}

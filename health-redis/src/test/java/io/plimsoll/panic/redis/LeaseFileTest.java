package io.plimsoll.panic.redis;

import static io.plimsoll.panic.redis.Instances.PATIENCE;
import static io.plimsoll.panic.redis.Instances.press;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.testing.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an instance knows that starts without Redis. */
@Timeout(60)
class LeaseFileTest {

    private static final String NOBODY = "redis://127.0.0.1:";

    private final ManualTime time = new ManualTime();
    private String uri = "";

    @TempDir
    private Path directory;

    @BeforeEach
    void nobodyListens() throws Exception {
        uri = NOBODY + RealRedis.freePort();
    }

    @Test
    void holdsWhatWasPressedUntilItsEnd() throws Exception {
        Lease lease;
        Lease released;
        try (PanicBoard board = board("checkout")) {
            lease = press(board.button("it"));
            released = press(board.button("it"));
            board.button("it").release(released.id(), "bob");
            time.settle();
        }
        time.advance(Duration.ofMinutes(9));

        try (PanicBoard board = board("checkout")) {
            assertThat(board.button("it").leases()).containsExactly(lease);
            assertThat(board.leases()).extracting(Lease::id).containsExactlyInAnyOrder(lease.id(), released.id());
            time.advance(Duration.ofMinutes(1));
            assertThat(board.button("it").isPressed())
                    .as("it ends when it would have")
                    .isFalse();
            time.advance(Duration.ofSeconds(10));
        }
        assertThat(lines()).as("what has ended is kept no longer").noneMatch(line -> line.contains(lease.id()));
        assertThat(files()).as("nothing is left behind").containsExactly("leases");
    }

    @Test
    void tellsRedisWhatItKnew() throws Exception {
        Lease lease = pressedInRealTime();
        try (var redis = RealRedis.start();
                var instances = new Instances()) {
            PanicButton other =
                    instances.start(RedisPanicStore.builder(redis.uri()).fleet("checkout"));
            instances.awaitInStep();
            assertThat(other.isPressed()).isFalse();

            instances.start(
                    RedisPanicStore.builder(redis.uri()).fleet("checkout").file(file()));

            instances.awaitAll("pressed", button -> button.leases().equals(List.of(lease)));
        }
    }

    /** Each way to cut or change it leaves buttons alone, and the file where one can look at it. */
    @Test
    void isBelievedAsAWholeOrNotAtAll() throws Exception {
        try (PanicBoard board = board("checkout")) {
            press(board.button("it"));
        }
        byte[] good = Files.readAllBytes(file());
        Path aside = directory.resolve("leases.corrupt");
        for (int at = 0; at < good.length; at++) {
            byte[] cut = Arrays.copyOf(good, at);
            byte[] changed = good.clone();
            changed[at] ^= 1;
            for (byte[] bad : List.of(cut, changed)) {
                Files.write(file(), bad);
                var read = new LeaseFile(file(), "checkout");
                assertThat(read.load()).as("at %d", at).isEmpty();
                assertThat(Files.readAllBytes(aside)).isEqualTo(bad);
                assertThat(file()).doesNotExist();
            }
        }
        Files.write(file(), new byte[] {(byte) 0xff, 0, 1, 2});
        assertThat(new LeaseFile(file(), "checkout").load()).isEmpty();
        Files.write(file(), good);
        assertThat(new LeaseFile(file(), "checkout").load())
                .as("unless it is whole")
                .hasSize(1);
    }

    @Test
    void saysThatItIsCorruptAndGoesOnWithANewOne() throws Exception {
        Files.writeString(file(), "something else");
        try (var log = new LogLines();
                PanicBoard board = board("checkout")) {
            assertThat(board.button("it").isPressed()).isFalse();
            Lease lease = press(board.button("it"));
            time.settle();
            assertThat(lines()).anyMatch(line -> line.contains(lease.id()));
            assertThat(Files.readString(directory.resolve("leases.corrupt"))).isEqualTo("something else");
            assertThat(log.with("presses nothing"))
                    .containsExactly("WARN The file of leases " + file() + " is kept as " + file()
                            + ".corrupt and presses nothing: its first line or its checksum is not what we write");
        }
    }

    @Test
    void leavesTheFileOfAnotherFleetAlone() throws Exception {
        try (PanicBoard board = board("search")) {
            press(board.button("it"));
        }
        String before = Files.readString(file());
        try (var log = new LogLines();
                PanicBoard board = board("checkout")) {
            assertThat(board.button("it").isPressed()).isFalse();
            press(board.button("it"));
            time.advance(Duration.ofSeconds(10));

            assertThat(log.with("belongs to fleet search")).hasSize(1);
        }
        assertThat(Files.readString(file())).isEqualTo(before);
        assertThat(files()).containsExactly("leases");
    }

    @Test
    void isNotEmptiedByABoardThatIsClosedBeforeItHasReadIt() throws Exception {
        pressedInRealTime();
        String before = Files.readString(file());
        for (int i = 0; i < 50; i++) {
            PanicBoard.of("it").sharedBy(store("checkout")).close();
            assertThat(Files.readString(file())).isEqualTo(before);
        }
        var unheard = new LeaseFile(file(), "checkout");
        assertThat(unheard.load()).hasSize(1);
        unheard.save(List.of(), Instant.now());
        assertThat(Files.readString(file())).isEqualTo(before);
    }

    @Test
    void saysOnceThatItCannotBeWritten() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        try (var log = new LogLines();
                PanicBoard board = PanicBoard.builder("it")
                        .timing(time.timing())
                        .build()
                        .sharedBy(RedisPanicStore.builder(uri)
                                .file(gone.resolve("leases"))
                                .build())) {
            time.settle();
            Files.deleteIfExists(gone.resolve("leases"));
            Files.delete(gone);
            Lease lease = press(board.button("it"));
            time.advance(Duration.ofSeconds(30));
            assertThat(board.button("it").isPressed()).isTrue();
            Files.createDirectory(gone);
            time.advance(Duration.ofSeconds(5));

            assertThat(log.with("cannot be written")).hasSize(1);
            assertThat(log.with("is written again")).hasSize(1);
            assertThat(Files.readString(gone.resolve("leases"))).contains(lease.id());
        }
    }

    @Test
    void isRefusedWhereNoFileCanBe() {
        assertThatThrownBy(() -> RedisPanicStore.builder(uri).file(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + directory
                        + "' cannot be a file: it is a directory; nothing would be known after a restart");
        assertThatThrownBy(() -> RedisPanicStore.builder(uri).file(directory.resolve("no/leases")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + directory.resolve("no/leases")
                        + "' cannot be a file: its directory is not there; nothing would be known after a restart");
    }

    @Test
    void canBeReadByItsOwnerOnly() throws Exception {
        try (PanicBoard board = board("checkout")) {
            press(board.button("it"));
        }
        if (Files.getFileStore(file()).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    private PanicBoard board(String fleet) {
        return PanicBoard.builder("it").timing(time.timing()).build().sharedBy(store(fleet));
    }

    private RedisPanicStore store(String fleet) {
        return RedisPanicStore.builder(uri).fleet(fleet).file(file()).build();
    }

    private Lease pressedInRealTime() throws Exception {
        try (PanicBoard board = PanicBoard.of("it").sharedBy(store("checkout"))) {
            Lease lease = press(board.button("it"));
            Eventually.until(
                    "written",
                    PATIENCE,
                    () -> Files.exists(file()) && Files.readString(file()).contains(lease.id()));
            return lease;
        }
    }

    private Path file() {
        return directory.resolve("leases");
    }

    private List<String> lines() throws Exception {
        return new String(Files.readAllBytes(file()), UTF_8).lines().toList();
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}

package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plimsoll.health.Finding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that runs full: of one megabyte, in memory, seen by one process only. */
@Timeout(120)
class DiskFullTest {

    private static final String MOUNTED = "plimsoll.test.tiny";
    private static final int CHUNK = 4_096;

    @Test
    void isDegradedBeforeTheDiskIsFullAndDownOnceItIs(@TempDir Path tiny) throws Exception {
        List<String> launcher = List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m tiny '" + tiny + "' && exec \"$@\"",
                "sh");
        requireThatItCanBeMounted(launcher);

        ForkedJvm.Outcome outcome =
                ForkedJvm.run(launcher, Fill.class, List.of("-Xmx64m", "-D" + MOUNTED + "=" + tiny));

        assertThat(outcome.lines()).hasSize(4);
        assertThat(outcome.lines().get(0)).startsWith("UP null null LOCAL");
        assertThat(outcome.lines().get(1)).startsWith("DEGRADED DISK_FULL Disk almost full: less than 10 % free LOCAL");
        assertThat(outcome.lines().get(2))
                .startsWith("DOWN DISK_FULL Disk full: less than 2 % free LOCAL")
                .contains("free_bytes=Count[value=0]");
        assertThat(outcome.lines().get(3)).as("once it is emptied").startsWith("UP null null LOCAL");
        System.out.println("disk full: " + outcome.lines().get(2));
    }

    private static void requireThatItCanBeMounted(List<String> launcher) throws InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.add("true");
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() == 0) {
                return;
            }
        } catch (IOException noUnshare) {
            // Then there is none to mount either.
        }
        abort("no file system can be mounted here: it takes Linux, and unshare with rights to a mount of one's own");
    }

    /** Looks at it empty, almost full, full, and empty again. */
    static final class Fill {

        private Fill() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(System.getProperty(MOUNTED));
            DiskProbe probe = DiskProbe.of(directory);
            print(probe);
            Path file = directory.resolve("log");
            try (OutputStream out = Files.newOutputStream(file)) {
                long size = Files.getFileStore(directory).getTotalSpace();
                for (long written = 0; written < size * 19 / 20; written += CHUNK) {
                    out.write(new byte[CHUNK]);
                }
                print(probe);
                writeUntilFull(out);
                print(probe);
            }
            Files.delete(file);
            print(probe);
        }

        private static void writeUntilFull(OutputStream out) {
            try {
                while (true) {
                    out.write(new byte[CHUNK]);
                }
            } catch (IOException noSpaceLeft) {
                // That is what we are here for.
            }
        }

        private static void print(DiskProbe probe) throws Exception {
            Finding finding = probe.check(Unhurried.ATTEMPT);
            System.out.println(finding.status() + " " + finding.code() + " " + finding.error() + " " + finding.scope()
                    + " " + finding.readings());
        }
    }
}

package io.plimsoll.health.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a file system of control groups, version 2, is mounted, and which part of it.
 *
 * <p>A line of {@code /proc/self/mountinfo} is {@code id parent device root point options [tags] - type source options}, with blanks
 * within a field written as {@code \040}. The kernel tells {@code root} and the group of a process ({@code 0::/path} in {@code
 * /proc/self/cgroup}) both as they are seen from this process's namespace: in a container of its own namespace, both are {@code /}.
 *
 * @param root the group that is at the mount point
 * @param point where that is
 */
record CgroupMount(String root, String point) {

    private static final String OWN_GROUP = "0::";
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /** The group of this process and those above it, its own first; empty if they cannot be seen. */
    static Cgroup cgroupOfThisProcess(Path root) {
        String own = ownGroup(root);
        if (own != null) {
            for (CgroupMount mount : mounts(root)) {
                List<Path> groups = mount.groups(root, own);
                if (!groups.isEmpty()) {
                    return new Cgroup(groups);
                }
            }
        }
        return new Cgroup(List.of());
    }

    private static @Nullable String ownGroup(Path root) {
        return Cgroup.lines(root.resolve("proc/self/cgroup")).stream()
                .filter(line -> line.startsWith(OWN_GROUP))
                .map(line -> line.substring(OWN_GROUP.length()))
                .findFirst()
                .orElse(null);
    }

    private static List<CgroupMount> mounts(Path root) {
        List<CgroupMount> mounts = new ArrayList<>();
        for (String line : Cgroup.lines(root.resolve("proc/self/mountinfo"))) {
            int dash = line.indexOf(" - ");
            String[] fields = line.split(" ", -1);
            if (dash > 0 && fields.length > 4 && line.startsWith("cgroup2 ", dash + 3)) {
                mounts.add(new CgroupMount(unescaped(fields[3]), unescaped(fields[4])));
            }
        }
        return mounts;
    }

    private List<Path> groups(Path files, String own) {
        Path top = Path.of(root);
        List<Path> groups = new ArrayList<>();
        if (Path.of(own).startsWith(top)) {
            Path mounted = files.resolve(point.substring(1)).normalize();
            Path group =
                    mounted.resolve(top.relativize(Path.of(own)).toString()).normalize();
            // A path that leads out of the mount point is that of a process that was moved out of its namespace.
            while (group.startsWith(mounted) && Files.isDirectory(group)) {
                groups.add(group);
                group = group.resolve("..").normalize();
            }
        }
        return groups;
    }

    private static String unescaped(String field) {
        Matcher escaped = ESCAPED.matcher(field);
        return escaped.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}

package io.plimsoll.journal;

import io.plimsoll.journal.Evidence.Alike;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All threads of this JVM, those at the same place together, cut to a size: two hundred workers that wait for the same lock are
 * one line and not two hundred.
 *
 * @param alike the largest group first
 * @param unseen how many threads are in none of them, for want of room
 */
record Threads(List<Alike> alike, int unseen) {

    private static final int LONGEST_FRAME = 160;
    private static final int LONGEST_NAME = 80;
    private static final int MOST_NAMES = 4;

    /** A thread as it was seen. */
    record Seen(String name, Thread.State state, List<StackTraceElement> stack) {}

    private record Place(Thread.State state, List<StackTraceElement> stack) {}

    /**
     * Groups them.
     *
     * @param most groups
     * @param frames of each stack
     * @param characters of all text together
     */
    static Threads grouped(List<Seen> threads, int most, int frames, int characters) {
        Map<Place, List<String>> byPlace = new LinkedHashMap<>();
        for (Seen thread : threads) {
            List<StackTraceElement> top = thread.stack.subList(0, Math.min(frames, thread.stack.size()));
            byPlace.computeIfAbsent(new Place(thread.state, top), none -> new ArrayList<>())
                    .add(thread.name);
        }
        List<Alike> largestFirst = byPlace.entrySet().stream()
                .map(place -> alike(place.getKey(), place.getValue()))
                .sorted(Comparator.comparingInt(Alike::count).reversed())
                .toList();
        List<Alike> kept = new ArrayList<>();
        int left = characters;
        int unseen = 0;
        for (Alike each : largestFirst) {
            int size = size(each);
            if (kept.size() == most || size > left) {
                unseen += each.count();
            } else {
                kept.add(each);
                left -= size;
            }
        }
        return new Threads(List.copyOf(kept), unseen);
    }

    private static Alike alike(Place place, List<String> names) {
        return new Alike(
                names.size(),
                place.state,
                names.stream().limit(MOST_NAMES).map(Threads::name).toList(),
                frames(place.stack));
    }

    static String name(String name) {
        return Cut.text(name, LONGEST_NAME);
    }

    static List<String> frames(List<StackTraceElement> stack) {
        return stack.stream()
                .map(frame -> Cut.text(frame.toString(), LONGEST_FRAME))
                .toList();
    }

    private static int size(Alike alike) {
        return alike.names().stream().mapToInt(String::length).sum()
                + alike.stack().stream().mapToInt(String::length).sum();
    }
}

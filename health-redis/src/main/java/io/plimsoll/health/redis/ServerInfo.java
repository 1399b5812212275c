package io.plimsoll.health.redis;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of itself by {@code INFO}: pure. A field that a version does not have is missing, and then nothing is
 * said about it.
 *
 * @param fields by name, as the server sent them
 */
record ServerInfo(Map<String, String> fields) {

    private static final long PERCENT = 95;

    ServerInfo {
        fields = Map.copyOf(fields);
    }

    static ServerInfo of(String answer) {
        Map<String, String> fields = new HashMap<>();
        answer.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ServerInfo(fields);
    }

    /**
     * The worst that it tells, or UP.
     *
     * @param replicaMeant whether it is right that the server is a replica
     */
    Finding verdict(boolean replicaMeant) {
        boolean evictsNothing = "noeviction".equals(fields.get("maxmemory_policy"));
        if (evictsNothing && reaches(number("used_memory"), number("maxmemory"), 100)) {
            return Finding.down(Code.OOM, "Redis refuses writes: its memory is full");
        }
        if (isReplica() && !replicaMeant) {
            return Finding.down(Code.READ_ONLY, "Redis is a replica: it can be read and not written");
        }
        if (isReplica() && "down".equals(fields.get("master_link_status"))) {
            return Finding.degraded(Code.REFUSED, "Redis has lost its primary: what it has gets older");
        }
        if (evictsNothing && reaches(number("used_memory"), number("maxmemory"), PERCENT)) {
            return Finding.degraded(Code.OOM, "95 % or more of the memory of Redis is in use");
        }
        if (reaches(number("connected_clients"), number("maxclients"), PERCENT)) {
            return Finding.degraded(
                    Code.CONNECTION_LIMIT, "95 % or more of the clients that Redis accepts are connected");
        }
        return Finding.up();
    }

    /** Adds the numbers. */
    Finding addTo(Finding finding, @Nullable ServerInfo before) {
        Finding all = with(finding, "used_memory_bytes", number("used_memory"));
        all = with(all, "max_memory_bytes", number("maxmemory"));
        all = with(all, "connected_clients", number("connected_clients"));
        all = with(all, "max_clients", number("maxclients"));
        all = with(all, "replicas", number("connected_slaves"));
        long evicted = number("evicted_keys");
        if (before != null && evicted >= 0) {
            long since = evicted - before.number("evicted_keys");
            // Statistics that were reset, or a server that was restarted, begin at zero.
            all = all.with("evicted_keys", since >= 0 ? since : evicted);
        }
        if (isReplica()) {
            all = all.with("replica_link_up", "up".equals(fields.get("master_link_status")));
            all = with(all, "replica_lag_seconds", number("master_last_io_seconds_ago"));
        } else {
            all = with(all, "replica_lag_seconds", largestLag());
        }
        return all.detail("role", fields.get("role")).detail("maxmemory_policy", fields.get("maxmemory_policy"));
    }

    private boolean isReplica() {
        return "slave".equals(fields.get("role"));
    }

    /** Of the replicas, which a primary lists as {@code slave0:ip=...,state=online,offset=1,lag=0}. */
    private long largestLag() {
        long largest = -1;
        int replica = 0;
        for (String described = fields.get("slave0"); described != null; described = fields.get("slave" + replica)) {
            for (String part : described.split(",", -1)) {
                if (part.startsWith("lag=")) {
                    largest = Math.max(largest, parsed(part.substring("lag=".length())));
                }
            }
            replica++;
        }
        return largest;
    }

    private long number(String field) {
        return parsed(fields.getOrDefault(field, ""));
    }

    /** -1 for what is no number of ours. */
    private static long parsed(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    }

    private static boolean reaches(long part, long whole, long percent) {
        return part >= 0 && whole > 0 && part >= whole / 100.0 * percent;
    }

    private static Finding with(Finding finding, String name, long number) {
        return number < 0 ? finding : finding.with(name, number);
    }
}

package io.plimsoll.health;

/**
 * Why something is not {@link Status#UP}, in one stable word that alerts are routed by.
 *
 * <p>Words are added over time and never renamed or dropped: whoever reads them must accept unknown ones.
 */
public enum Code {
    /** No answer within the probe's timeout. */
    TIMEOUT,
    /** The probe was cancelled after its timeout and still has not returned. Nothing new starts until it does. */
    HUNG,
    /** The last result is too old to be believed: our own scheduler or probe loop has stopped. */
    STALE,
    /** There is no result yet. */
    NOT_RUN_YET,
    /** Nobody listens there: the connection was refused, reset or cut. */
    REFUSED,
    /** The name of the dependency does not resolve. */
    DNS,
    /** The encrypted connection could not be made: certificate, trust or protocol. */
    TLS,
    /** The dependency rejects our credentials or our rights. */
    AUTH,
    /** Callers wait for a resource of this instance's pool without end, while none is free. */
    POOL_EXHAUSTED,
    /** This instance's pool is in use almost to the last. */
    POOL_SATURATED,
    /** The server accepts no more connections. */
    CONNECTION_LIMIT,
    /** Reads work, writes do not. */
    READ_ONLY,
    /** It refuses writes, or soon will, because its memory is full. */
    OOM,
    /** It is there and still loads its data. */
    LOADING,
    /** It answers, but too late to be of use for long. */
    SLOW,
    /** It answers something that is not the expected. */
    BAD_RESPONSE,
    /** It answers that we ask too often. */
    RATE_LIMITED,
    /** Work piles up, or none has been done for too long. */
    BACKLOG,
    /** Someone took this component out of the verdict for a while. */
    MUTED,
    /** The probe itself is broken: it threw, or returned nothing. */
    PROBE_FAILED,
    /** A file system is almost full. */
    DISK_FULL,
    /** The heap is almost full even right after a garbage collection. */
    HEAP_FULL,
    /** This process uses almost all the CPU time that it can have, for long. */
    CPU_BUSY,
    /** The kernel stops this process again and again, for long, since its CPU quota is used up. */
    CPU_THROTTLED,
    /** The memory of this container is almost at its limit, where the kernel kills. */
    MEMORY_FULL,
    /** Threads of this container wait for memory, for long. */
    MEMORY_PRESSURE,
    /** Threads of this container wait for a processor, for long. */
    CPU_PRESSURE,
    /** Threads of this container wait for a disk, for long. */
    IO_PRESSURE,
    /** Garbage collection stops this JVM for much of its time, for long. */
    GC_OVERHEAD,
    /** An event loop runs its tasks too late: all connections that it serves wait. */
    EVENT_LOOP_LAG,
    /** This process may open almost no more files or sockets. */
    FILE_DESCRIPTORS,
    /** Threads of this JVM wait for each other for ever. */
    DEADLOCK;

    /** Whether the monitor says this of a probe, rather than the probe of its dependency. */
    public boolean isVerdictOnProbe() {
        return switch (this) {
            case TIMEOUT, HUNG, STALE, NOT_RUN_YET, PROBE_FAILED -> true;
            default -> false;
        };
    }
}

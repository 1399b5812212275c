package io.plimsoll.http.endpoint;

/** How much whoever asks may see and do. Each level includes those before it. */
public enum Access {

    /** Whether the service is alive, started and ready, as one word; for the platform's probes, which hold no credential. */
    NONE,

    /**
     * Status, codes, errors and numbers of every component: text that we wrote or that was configured, never a host, a
     * query, an exception or its message.
     */
    STATUS,

    /** Also the findings' details and what was thrown, with class, message and stack: text from anywhere. */
    DETAILS,

    /** Also to change something. */
    OPERATE;

    boolean includes(Access needed) {
        return compareTo(needed) >= 0;
    }
}

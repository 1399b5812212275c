package io.plimsoll.http.mitigation;

import org.jspecify.annotations.Nullable;

/**
 * One alert, as far as it matters here. Its texts are safe to be logged and shown: they were checked as they were read.
 *
 * @param episode the same for as long as it fires, and another one when it fires anew, as far as the sender tells
 * @param name whose lease it will be
 * @param reason why, for a person
 * @param fires whether it fires; otherwise it is resolved
 * @param service that it is about; {@code null} if it does not say
 * @param namespace that this runs in; {@code null} if it does not say
 * @param action what should be done; {@code null} if it does not say
 */
record Alert(
        String episode,
        String name,
        String reason,
        boolean fires,
        @Nullable String service,
        @Nullable String namespace,
        @Nullable String action) {}

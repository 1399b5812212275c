package io.plimsoll.journal;

import java.time.Instant;

/** Something that happened. */
public sealed interface JournalEntry permits Changed, Noted, Omitted {

    /** Names it in answers and in the log. */
    String id();

    /** When, by the wall clock. */
    Instant at();
}

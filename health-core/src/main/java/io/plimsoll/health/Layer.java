package io.plimsoll.health;

import java.util.Locale;

/** Where a failure is: the first thing that whoever is on call asks. */
public enum Layer {
    /** A database, seen by a connection to it. */
    DATABASE,
    /** A cache, or whatever else can be lost without losing data. */
    CACHE,
    /** Another service. */
    DOWNSTREAM,
    /** This instance only: its pool, its memory, its threads, its disk, or our own probe. */
    LOCAL,
    /** Nobody said. */
    OTHER;

    /** As it is shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

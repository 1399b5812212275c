/**
 * Calls that survive a sick dependency without making it sicker.
 */
module io.plimsoll.resilience {
    requires transitive io.plimsoll.health;
    requires org.slf4j;

    exports io.plimsoll.resilience.backoff;
    exports io.plimsoll.resilience.budget;
}

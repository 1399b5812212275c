/**
 * What is (health), what is switched off (panic), what happened (journal); no I/O, no HTTP, no JSON.
 */
module io.plimsoll.health {
    requires transitive org.jspecify;
    requires org.slf4j;
    requires java.management;
    requires static jdk.management;
    requires static micrometer.core;

    exports io.plimsoll.health;
    exports io.plimsoll.health.micrometer;
    exports io.plimsoll.health.monitor;
    exports io.plimsoll.health.probe;
    exports io.plimsoll.journal;
    exports io.plimsoll.panic;
    exports io.plimsoll.testing;
    exports io.plimsoll.time;
}

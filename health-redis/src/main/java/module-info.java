/**
 * Is the Redis server up, and the buttons of a fleet.
 */
module io.plimsoll.health.redis {
    requires transitive io.plimsoll.health;
    requires transitive lettuce.core;
    requires org.slf4j;
    requires static micrometer.core;
    // Lettuce names no modules; without these lines a module path with all jars on it would still lack Netty's.
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.resolver.dns;
    requires io.netty.transport;

    exports io.plimsoll.health.redis;
    exports io.plimsoll.panic.redis;
    exports io.plimsoll.panic.redis.micrometer;
}

/**
 * Calls that survive a sick dependency without making it sicker.
 */
module io.plimsoll.resilience {
    requires transitive io.plimsoll.health;
    requires transitive java.net.http;
    requires org.slf4j;
    requires io.github.resilience4j.circuitbreaker;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static com.github.benmanes.caffeine;
    requires static concurrency.limits.core;
    requires static context.propagation;
    requires static io.vertx.core;
    requires static io.vertx.web;
    requires static jakarta.servlet;
    requires static micrometer.core;

    exports io.plimsoll.resilience.backoff;
    exports io.plimsoll.resilience.budget;
    exports io.plimsoll.resilience.caffeine;
    exports io.plimsoll.resilience.health;
    exports io.plimsoll.resilience.hop;
    exports io.plimsoll.resilience.http;
    exports io.plimsoll.resilience.logstorm.logback;
    exports io.plimsoll.resilience.logstorm;
    exports io.plimsoll.resilience.micrometer.context;
    exports io.plimsoll.resilience.micrometer;
    exports io.plimsoll.resilience.panic;
    exports io.plimsoll.resilience.servlet;
    exports io.plimsoll.resilience.shed.adaptive;
    exports io.plimsoll.resilience.shed;
    exports io.plimsoll.resilience.vertx;
    exports io.plimsoll.resilience;
}

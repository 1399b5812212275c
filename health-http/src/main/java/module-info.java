/**
 * Health over HTTP: asking others and being asked.
 */
module io.plimsoll.http {
    requires transitive io.plimsoll.health;
    requires transitive java.net.http;
    requires org.slf4j;
    requires static com.fasterxml.jackson.core;
    requires static io.vertx.auth.common;
    requires static io.vertx.core;
    requires static io.vertx.web;
    requires static jakarta.servlet;
    requires static jdk.httpserver;
    requires static spring.boot.health;
    requires static spring.context;
    requires static spring.core;

    exports io.plimsoll.http.endpoint;
    exports io.plimsoll.http.jdk;
    exports io.plimsoll.http.mitigation;
    exports io.plimsoll.http.probe;
    exports io.plimsoll.http.servlet;
    exports io.plimsoll.http.spring;
    exports io.plimsoll.http.vertx;
}

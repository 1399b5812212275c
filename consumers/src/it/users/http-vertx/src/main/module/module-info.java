module com.example.vertx {
    requires com.example.checks;
    requires io.plimsoll.http;
    requires io.vertx.core;
    requires io.vertx.web;
}

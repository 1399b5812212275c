module com.example.jdk {
    requires com.example.checks;
    requires com.fasterxml.jackson.core;
    requires io.plimsoll.http;
    requires jdk.httpserver;
}

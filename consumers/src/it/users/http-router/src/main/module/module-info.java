module com.example.router {
    requires com.example.checks;
    requires com.fasterxml.jackson.core;
    requires io.plimsoll.http;
}

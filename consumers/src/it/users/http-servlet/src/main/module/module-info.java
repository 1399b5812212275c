module com.example.servlet {
    requires com.example.checks;
    requires com.fasterxml.jackson.core;
    requires io.plimsoll.http;
    requires jakarta.servlet;
    requires org.eclipse.jetty.ee11.servlet;
}

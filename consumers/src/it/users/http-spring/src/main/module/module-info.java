module com.example.spring {
    requires com.example.checks;
    requires io.plimsoll.http;
    requires spring.beans;
    requires spring.boot.health;
    requires spring.context;

    // Spring needs them, and an automatic module cannot say so.
    requires java.desktop;
    requires org.apache.commons.logging;
}

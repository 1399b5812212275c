/**
 * Is it the pool or the database.
 */
module io.plimsoll.health.jdbc {
    requires transitive io.plimsoll.health;
    requires transitive java.sql;
    requires transitive com.zaxxer.hikari;

    exports io.plimsoll.health.jdbc;
    exports io.plimsoll.health.jdbc.hikari;
    exports io.plimsoll.health.jdbc.postgres;
}

package io.plimsoll.examples.checkout.shop;

import io.plimsoll.health.Code;
import io.plimsoll.resilience.Failure;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What the exceptions of a database mean to a guard. */
public final class DatabaseFailures {

    private static final String STATEMENT_TIMEOUT = "57014";
    private static final Set<String> CLASSES_OF_THE_REQUEST = Set.of("22", "23");
    private static final String CLASS_OF_THE_CONNECTION = "08";
    private static final String CLASS_OF_CREDENTIALS = "28";

    private DatabaseFailures() {}

    /** By SQL state. What is no SQLException is our own doing, such as a refusal, and says nothing about the database. */
    public static Failure of(Throwable thrown) {
        if (!(thrown instanceof SQLException failed)) {
            return Failure.ofCaller();
        }
        String state = String.valueOf(failed.getSQLState());
        String stateClass = state.length() == 5 ? state.substring(0, 2) : state;
        if (CLASSES_OF_THE_REQUEST.contains(stateClass)) {
            return Failure.ofRequest();
        }
        if (stateClass.equals(CLASS_OF_CREDENTIALS)) {
            return Failure.lasting(Code.AUTH);
        }
        if (state.equals(STATEMENT_TIMEOUT)
                || isOfThePool(failed)
                || failed.getCause() instanceof SocketTimeoutException) {
            return Failure.passing(Code.TIMEOUT);
        }
        return Failure.passing(stateClass.equals(CLASS_OF_THE_CONNECTION) ? Code.REFUSED : Code.BAD_RESPONSE);
    }

    /** Nobody gave a connection back, and none could be made, for as long as the pool lets its callers wait. */
    private static boolean isOfThePool(SQLException failed) {
        return failed instanceof SQLTransientConnectionException;
    }
}

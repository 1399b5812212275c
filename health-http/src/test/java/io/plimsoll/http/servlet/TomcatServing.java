package io.plimsoll.http.servlet;

import io.plimsoll.http.contract.OpsContract.Running;
import io.plimsoll.http.contract.Serving;
import io.plimsoll.http.endpoint.OpsRouter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.modeler.Registry;

/** Tomcat of whatever version is on the class path, from 10.0, set as this module's README tells. */
public final class TomcatServing implements Serving {

    private static final Logger ITS_OWN_WORDS = Logger.getLogger("org.apache"); // a logger is forgotten unless held

    static {
        ITS_OWN_WORDS.setLevel(Level.SEVERE);
        TomcatURLStreamHandlerFactory.disable(); // a JVM has only one, and more than one Tomcat would set it
        Registry.disableRegistry();
    }

    private final boolean http2;

    public TomcatServing() {
        this(false);
    }

    private TomcatServing(boolean http2) {
        this.http2 = http2;
    }

    /** With HTTP/2 in clear text, which it does not have unless asked for. */
    public static TomcatServing withHttp2() {
        return new TomcatServing(true);
    }

    @Override
    public Running serve(OpsRouter ops) throws Exception {
        Path folder = Files.createTempDirectory("tomcat");
        var tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        var connector = tomcat.getConnector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("acceptCount", "1024");
        connector.setProperty("connectionTimeout", "2000");
        connector.setProperty("maxSwallowSize", "0");
        if (http2) {
            connector.addUpgradeProtocol(new Http2Protocol());
        }
        var errors = new ErrorReportValve();
        errors.setShowReport(false);
        errors.setShowServerInfo(false);
        tomcat.getHost().getPipeline().addValve(errors);
        var context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "ops", new OpsServlet(ops)).addMapping("/*");
        tomcat.start();
        return Running.of(connector.getLocalPort(), () -> stop(tomcat));
    }

    private static void stop(Tomcat tomcat) {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}

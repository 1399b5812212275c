package io.plimsoll.examples.spring;

import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.servlet.OpsServlet;
import io.plimsoll.http.spring.ActuatorHealth;
import io.plimsoll.http.spring.DrainBeforeClose;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All that there is to do for health. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    @Bean
    HealthMonitor health(DataSource dataSource) {
        return HealthMonitor.builder("clock", "v1.0.0")
                .required("database", DatabaseProbe.of(dataSource))
                .start();
    }

    @Bean
    OpsRouter ops(HealthMonitor health) {
        return OpsRouter.builder(health).build();
    }

    /** Everything, on a port and threads of its own: it answers when every thread of Tomcat is stuck. */
    @Bean
    JdkOpsServer opsServer(OpsRouter ops, @Value("${ops.port}") int port) {
        return JdkOpsServer.start(ops, port);
    }

    /** The gates for load balancers that ask where they send the traffic; deep health stays inside. */
    @Bean
    ServletRegistrationBean<OpsServlet> gates(OpsRouter ops) {
        return new ServletRegistrationBean<>(
                new OpsServlet(ops), "/health/shallow", "/health/ready", "/health/started");
    }

    /** The same components in /actuator/health/plimsoll, for dashboards that look there, on the management port. */
    @Bean
    HealthContributor plimsoll(HealthMonitor health) {
        return new ActuatorHealth(health);
    }

    @Bean
    DrainBeforeClose drain(HealthMonitor health, @Value("${drain.wait}") Duration wait) {
        return new DrainBeforeClose(Drain.of(health, wait));
    }
}

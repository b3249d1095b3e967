package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.service.DamagedStoreException;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.ingest.wire.TopicNames;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Runs the live service: readings in, windows and forecasts out, until Ctrl-C.",
        description = {
            "Waits for Kafka, creates missing topics, and forecasts each sensor whenever one of its buckets "
                    + "closes.",
            "A newly published champion is taken over without a restart."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("foreflow");

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    ServeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig loaded = kafka.load(environment);
        LiveServiceConfig config = loaded.withStateDir(environment.directory().resolve(loaded.stateDir()));
        LOG.info(
                "configuration: {}",
                kafka.file(environment).map(Path::toString).orElse("defaults (no foreflow.yaml in this folder)"));
        try {
            boolean ran = false;
            while (!ran) {
                ran = run(config);
            }
        } catch (InterruptedException e) {
            LOG.info("ended; what was committed is in Kafka, the stores are in {}", config.stateDir());
        } catch (LiveServiceException e) {
            // Whatever the interruption broke off while the service started.
            if (!environment.interruption().isWished()) {
                throw e;
            }
            LOG.info("ended while it started: {}", e.getMessage());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LiveServiceException failure) {
                throw failure;
            }
            throw e;
        }
        return Foreflow.SUCCESS;
    }

    /**
     * Runs the service until it is stopped.
     *
     * @return false if it has to start again, because a store was damaged and has been deleted
     */
    private boolean run(LiveServiceConfig config) throws InterruptedException, ExecutionException {
        try (LiveService service = new LiveService(config);
                Following following = environment.interruption().follow()) {
            service.start();
            LOG.info("{}", summary(config, service.httpPort()));
            service.stopped().get();
            return true;
        } catch (DamagedStoreException e) {
            LOG.warn(e.getMessage());
            return environment.interruption().isWished();
        }
    }

    private static String summary(LiveServiceConfig config, int httpPort) {
        TopicNames topics = config.pipeline().topics();
        return "from " + config.pipeline().input().topic(topics) + " to " + topics.forecasts() + " at "
                + config.bootstrapServers() + ", application " + config.applicationId() + ", stores in "
                + config.stateDir() + ", HTTP at "
                + config.http().host() + ":" + httpPort;
    }
}

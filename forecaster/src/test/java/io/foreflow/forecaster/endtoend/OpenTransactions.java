package io.foreflow.forecaster.endtoend;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/** Transactions that have not ended, as the brokers see them: a reader of what is committed waits for these. */
final class OpenTransactions {
    private static final Set<TransactionState> ENDED =
            EnumSet.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);

    private OpenTransactions() {}

    /** Describes what the coordinators hold open, and what the partitions do. */
    static String describe(String bootstrapServers, Collection<TopicPartition> partitions) {
        StringJoiner lines = new StringJoiner("\n");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<String> open = admin
                    .listTransactions(
                            new ListTransactionsOptions().filterStates(EnumSet.complementOf(EnumSet.copyOf(ENDED))))
                    .all()
                    .get()
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
            lines.add("transactions that have not ended at their coordinator: "
                    + admin.describeTransactions(open).all().get());
            admin.describeProducers(partitions).all().get().forEach((partition, producers) -> {
                String writing = producers.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .map(Object::toString)
                        .collect(Collectors.joining("; "));
                lines.add(partition + ": "
                        + (writing.isEmpty() ? "no producer writes in a transaction" : "in a transaction: " + writing));
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lines.add("interrupted");
        } catch (ExecutionException e) {
            lines.add("the brokers did not say: " + e.getCause());
        }
        return lines.toString();
    }
}

package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.GroupedModels.ModelGroup;
import io.foreflow.forecaster.registry.ModelsReader.ReadModels;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;

/**
 * Publishes the models of a training by groups. The bundles come first, without an alias, in several transactions. Then
 * one transaction moves the champions and sets the routes, so that services change all groups at once. A publication
 * that ends before has changed no forecast; run again, it goes on where it ended.
 */
public final class GroupPublication {
    /** Maximum size of the bundles in a transaction, in bytes, unless a single one is larger. */
    private static final int TRANSACTION = 16 << 20;

    private final ModelPublisher publisher;
    private final GroupedModels models;
    private final boolean force;
    private final List<ModelRef> deleted = new ArrayList<>();

    private GroupPublication(ModelPublisher publisher, GroupedModels models, boolean force) {
        this.publisher = publisher;
        this.models = models;
        this.force = force;
    }

    /**
     * The result of a publication.
     *
     * @param sent number of bundles that were not on the topic before
     * @param promoted versions that became champion now
     * @param refused groups whose gate refused them
     * @param routes the change of the routes; without records if they were the same before
     * @param deleted older versions that the retention rule deleted
     */
    public record PublishedGroups(
            GroupedModels models,
            int sent,
            List<ModelRef> promoted,
            List<RefusedGroup> refused,
            RoutesChange routes,
            List<ModelRef> deleted) {
        public PublishedGroups {
            requireNonNull(models, "models");
            promoted = List.copyOf(promoted);
            refused = List.copyOf(refused);
            requireNonNull(routes, "routes");
            deleted = List.copyOf(deleted);
        }
    }

    /** @param champion the version that goes on forecasting; empty if the group has none */
    public record RefusedGroup(ModelGroup group, Optional<ModelRef> champion) {
        public RefusedGroup {
            requireNonNull(group, "group");
            requireNonNull(champion, "champion");
        }
    }

    /**
     * Verifies all bundles, and publishes them. Publishing twice changes nothing.
     *
     * @param publisher writes to the topic; its retention rule and author count
     * @param configured routes that count as long as the topic has none
     * @param force true to make also groups champion that the gate has refused
     * @throws RegistryException if a bundle cannot be used, if the routes would not fit together, if another publication
     *     comes in between, or if Kafka refuses or cannot be reached; champions and routes are as before then
     */
    public static PublishedGroups publish(
            ModelPublisher publisher, GroupedModels models, Routing configured, boolean force) {
        models.verify(publisher::requirePlace);
        return publisher.writing(
                "publish the groups of " + models.name() + " to",
                (producer, before) ->
                        new GroupPublication(publisher, models, force).publish(producer, before, configured));
    }

    private PublishedGroups publish(Producer<byte[], byte[]> producer, ReadModels before, Routing configured) {
        check(before.snapshot(), configured);
        int sent = send(producer, before.snapshot());
        ReadModels now = sent == 0 ? before : publisher.readOn(before);
        return change(producer, now.snapshot(), sent, configured);
    }

    /** Finds everything that would stop the publication later, before anything is sent. */
    private void check(ModelSnapshot before, Routing configured) {
        List<String> problems = new ArrayList<>();
        for (ModelGroup group : models.groups()) {
            before.model(group.model())
                    .filter(known -> !known.sha256().equals(group.sha256()))
                    .ifPresent(
                            known -> problems.add(group.model() + " is already published with other contents (SHA-256 "
                                    + known.sha256() + "); a version never changes, train again"));
            before.champion(group.model().name())
                    .filter(champion -> !champion.kind().isForecaster())
                    .ifPresent(champion -> problems.add("the champion " + champion.ref()
                            + " does not forecast; publish the groups under another name"));
        }
        Set<String> champions = champions(before);
        champions.addAll(promotable());
        problems.addAll(RoutesChange.formProblems(models.routes(before.routing(configured), champions)));
        if (!problems.isEmpty()) {
            throw new RegistryException(String.join("; ", problems));
        }
    }

    private Set<String> promotable() {
        Set<String> names = new HashSet<>();
        models.groups().stream()
                .filter(group -> group.passes() || force)
                .forEach(group -> names.add(group.model().name()));
        return names;
    }

    private Set<String> champions(ModelSnapshot snapshot) {
        Set<String> names = new HashSet<>();
        models.groups().stream()
                .map(group -> group.model().name())
                .filter(name -> snapshot.champion(name).isPresent())
                .forEach(names::add);
        return names;
    }

    /** Sends the bundles that are not on the topic; returns their number. */
    private int send(Producer<byte[], byte[]> producer, ModelSnapshot before) {
        int sent = 0;
        long bytes = 0;
        for (ModelGroup group : models.groups()) {
            if (before.model(group.model()).isPresent()) {
                continue;
            }
            byte[] bundle = models.bytes(group);
            // No transaction stays open while a bundle is put into the store.
            boolean stored = publisher.isStored(bundle.length);
            if (bytes > 0 && (stored || bytes + bundle.length > TRANSACTION)) {
                producer.commitTransaction();
                bytes = 0;
            }
            byte[] value = stored ? publisher.value(bundle, Bundles.read(bundle)) : bundle;
            if (bytes == 0) {
                producer.beginTransaction();
            }
            BundleKey key = new BundleKey(group.model(), group.sha256());
            deleted.addAll(publisher.add(producer, before, key, value, Optional.of(Alias.CHAMPION)));
            bytes += value.length;
            sent++;
        }
        if (bytes > 0) {
            producer.commitTransaction();
        }
        return sent;
    }

    /** Moves the champions and sets the routes, in one transaction. */
    private PublishedGroups change(
            Producer<byte[], byte[]> producer, ModelSnapshot before, int sent, Routing configured) {
        Map<ModelGroup, AliasMove> moves = new LinkedHashMap<>();
        List<RefusedGroup> refused = new ArrayList<>();
        for (ModelGroup group : models.groups()) {
            ModelRef ref = group.model();
            Optional<ModelRef> champion = before.champion(ref.name()).map(RegisteredModel::ref);
            if (!group.passes() && !force && !champion.equals(Optional.of(ref))) {
                refused.add(new RefusedGroup(group, champion));
                continue;
            }
            Optional<String> forced = group.passes() ? Optional.empty() : Optional.of(group.summary());
            AliasMove move = AliasMove.to(before, ref, group.sha256(), Alias.CHAMPION, forced);
            if (move.moves()) {
                moves.put(group, move);
            }
        }
        Set<String> champions = champions(before);
        moves.keySet().forEach(group -> champions.add(group.model().name()));
        Routing routing = new Routing(models.routes(before.routing(configured), champions));
        RoutesChange routes = before.routing(configured).equals(routing)
                ? new RoutesChange(before.routing(), before.routing(), List.of())
                : RoutesChange.to(before, routing);
        if (!moves.isEmpty() || routes.changes()) {
            Instant now = publisher.now();
            producer.beginTransaction();
            moves.values().forEach(move -> {
                move.records().forEach(record -> publisher.send(producer, record));
                publisher.tell(producer, ModelEvent.moved(now, Alias.CHAMPION, move, publisher.author()));
            });
            if (routes.changes()) {
                routes.records().forEach(record -> publisher.send(producer, record));
                publisher.tell(producer, ModelEvent.routed(now, routes.to(), publisher.author()));
            }
            producer.commitTransaction();
        }
        List<ModelRef> promoted = moves.keySet().stream().map(ModelGroup::model).toList();
        return new PublishedGroups(models, sent, promoted, refused, routes, deleted);
    }
}

package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import java.util.List;

/** Writes and reads optimisers, as {@link SpecJson} shows them. The visitor writes. */
final class OptimizerJson implements OptimizerSpec.OptimizerVisitor<ObjectNode> {
    private static ObjectNode typed(OptimizerSpec optimizer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", optimizer.kind().label());
    }

    @Override
    public ObjectNode visit(Sgd sgd) {
        return typed(sgd).put("learningRate", sgd.learningRate());
    }

    @Override
    public ObjectNode visit(RmsProp rmsProp) {
        return typed(rmsProp)
                .put("learningRate", rmsProp.learningRate())
                .put("rho", rmsProp.rho())
                .put("epsilon", rmsProp.epsilon());
    }

    @Override
    public ObjectNode visit(Adam adam) {
        return typed(adam)
                .put("learningRate", adam.learningRate())
                .put("beta1", adam.beta1())
                .put("beta2", adam.beta2())
                .put("epsilon", adam.epsilon());
    }

    @Override
    public ObjectNode visit(Ridge ridge) {
        return typed(ridge).put("lambda", ridge.lambda());
    }

    /** Returns a stand-in, and notes the problem, if there is no optimiser. */
    static OptimizerSpec read(SpecReader parent, List<String> problems) {
        OptimizerSpec standIn = new Sgd(1);
        JsonNode json = parent.required("optimizer", "must be an object, for instance {type: adam}");
        if (json == null) {
            return standIn;
        }
        SpecReader reader = new SpecReader(json, "optimizer", problems);
        String rule = "must be one of " + String.join(", ", OptimizerKind.labels());
        JsonNode type = reader.required("type", rule);
        if (type == null) {
            return standIn;
        }
        return OptimizerKind.find(type.asText())
                .map(kind -> {
                    OptimizerSpec optimizer = read(kind, reader);
                    reader.finish();
                    return optimizer;
                })
                .orElseGet(() -> {
                    reader.problem("type", type, rule + SpecReader.suggestion(type, OptimizerKind.labels()));
                    return standIn;
                });
    }

    private static OptimizerSpec read(OptimizerKind kind, SpecReader reader) {
        return switch (kind) {
            case SGD -> new Sgd(rate(reader, 0.01));
            case RMSPROP -> new RmsProp(rate(reader, 1e-3), share(reader, "rho", 0.9), epsilon(reader));
            case ADAM ->
                new Adam(
                        rate(reader, 1e-3),
                        share(reader, "beta1", 0.9),
                        share(reader, "beta2", 0.999),
                        epsilon(reader));
            case RIDGE -> {
                String rule = "must be a number of at least 0";
                reader.required("lambda", rule);
                yield new Ridge(reader.number("lambda", 0, lambda -> lambda >= 0, rule));
            }
        };
    }

    private static double rate(SpecReader reader, double absent) {
        return reader.number("learningRate", absent, rate -> rate > 0, "must be a number above 0");
    }

    private static double share(SpecReader reader, String key, double absent) {
        return reader.number(key, absent, share -> share >= 0 && share < 1, "must be a number from 0 to below 1");
    }

    private static double epsilon(SpecReader reader) {
        return reader.number("epsilon", 1e-7, epsilon -> epsilon > 0, "must be a number above 0");
    }
}

package io.foreflow.models.network;

import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.NetworkSpec.SequentialBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Well-known networks of pictures. */
public final class PictureNetworks {
    private PictureNetworks() {}

    /** Convolutions of 3 × 3 with as many filters, a pool after each of the first {@code pools}, then Flatten and Dense. */
    public static NetworkSpec convolutions(Shape input, int pools, Dense head, int... filters) {
        SequentialBuilder builder = NetworkSpec.sequential(input);
        for (int i = 0; i < filters.length; i++) {
            builder.add(new Conv2d(filters[i], 3, Activation.RELU));
            if (i < pools) {
                builder.add(new MaxPooling2d(2));
            }
        }
        return builder.add(new Flatten()).add(head).build();
    }

    /** The convolutions of VGG16, with the names under which its weights are published. */
    public static NetworkSpec vgg16Base(Shape input) {
        int[] filters = {64, 128, 256, 512, 512};
        int[] convolutions = {2, 2, 3, 3, 3};
        List<Node> nodes = new ArrayList<>();
        String previous = "input";
        for (int block = 1; block <= filters.length; block++) {
            for (int i = 1; i <= convolutions[block - 1]; i++) {
                Conv2d conv = new Conv2d(filters[block - 1], 3, Padding.SAME, Activation.RELU);
                nodes.add(new Node("block" + block + "_conv" + i, conv, List.of(previous)));
                previous = "block" + block + "_conv" + i;
            }
            nodes.add(new Node("block" + block + "_pool", new MaxPooling2d(2), List.of(previous)));
            previous = "block" + block + "_pool";
        }
        return new NetworkSpec(Map.of("input", input), nodes, previous);
    }
}

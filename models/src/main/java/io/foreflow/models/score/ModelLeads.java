package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of leads whose forecasts one model made.
 *
 * @param first first lead, from 0
 * @param last last lead, at least {@code first}
 */
public record ModelLeads(ModelRef model, int first, int last) {
    public ModelLeads {
        requireNonNull(model, "model");
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("leads " + first + " to " + last + " are not a run");
        }
    }

    /** Returns the runs of equal models, by first lead; a lead without a model belongs to none. */
    static List<ModelLeads> of(@Nullable ModelRef[] byLead) {
        List<ModelLeads> runs = new ArrayList<>(1);
        int first = 0;
        for (int lead = 1; lead <= byLead.length; lead++) {
            ModelRef model = byLead[first];
            if (lead < byLead.length && (model == null ? byLead[lead] == null : model.equals(byLead[lead]))) {
                continue;
            }
            if (model != null) {
                runs.add(new ModelLeads(model, first, lead - 1));
            }
            first = lead;
        }
        return runs;
    }
}

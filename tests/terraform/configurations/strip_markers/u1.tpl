    %{ if true ~}
    yes
    %{ endif ~}
    end
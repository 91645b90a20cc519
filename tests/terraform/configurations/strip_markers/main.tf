locals {
  qs = { a = 10, b = 400 }
  h0 = <<E
queues:
%{for n, v in local.qs~}
  - name: ${n}
    vis: ${v}
%{endfor~}
other: 1
E

  f0 = <<-E
queues:
%{for n, v in local.qs~}
  - name: ${n}
    vis: ${v}
%{endfor~}
other: 1
    E

  tf0 = templatefile("t0.tpl", { qs = local.qs })
  tu0 = templatefile("u0.tpl", { qs = local.qs })
  h1  = <<E
    %{if true~}
    yes
    %{endif~}
    end
E

  f1 = <<-E
    %{if true~}
    yes
    %{endif~}
    end
    E

  tf1 = templatefile("t1.tpl", { qs = local.qs })
  tu1 = templatefile("u1.tpl", { qs = local.qs })
  h2  = <<E
    %{if true}
    yes
    %{endif}
    end
E

  f2 = <<-E
    %{if true}
    yes
    %{endif}
    end
    E

  h3 = <<E
    %{~if true~}
    yes
    %{~endif~}
    end
E

  f3 = <<-E
    %{~if true~}
    yes
    %{~endif~}
    end
    E

  tf3 = templatefile("t3.tpl", { qs = local.qs })
  tu3 = templatefile("u3.tpl", { qs = local.qs })
  h4  = <<E
    a
    %{~if true}
      yes
    %{~endif}
    end
E

  f4 = <<-E
    a
    %{~if true}
      yes
    %{~endif}
    end
    E

  h5 = <<E
a  
${~"b"~}  
  c
E

  f5 = <<-E
a  
${~"b"~}  
  c
    E

  h6 = <<E
a

${~"b"~}

  c
E

  f6 = <<-E
a

${~"b"~}

  c
    E

  h7 = <<E
  a
  ${~"b"~}
  c
E

  f7 = <<-E
  a
  ${~"b"~}
  c
    E

  h8 = <<E
  a ${"b"~} ${~"c"~}
  ${"d"}
E

  f8 = <<-E
  a ${"b"~} ${~"c"~}
  ${"d"}
    E

  h9 = <<E
  ${"x"}
    y
E

  f9 = <<-E
  ${"x"}
    y
    E

  h10 = <<E
    ${"x"}
  y

   
    z
E

  f10 = <<-E
    ${"x"}
  y

   
    z
    E

  h11 = <<E
  %{for x in [1, 2]}
  - ${x}
  %{endfor}
E

  f11 = <<-E
  %{for x in [1, 2]}
  - ${x}
  %{endfor}
    E

  h12 = <<E
  %{for x in [1, 2]~}
  - ${x}
    %{if x == 1~}
    one
    %{else~}
    other
    %{endif~}
  %{endfor~}
  end
E

  f12 = <<-E
  %{for x in [1, 2]~}
  - ${x}
    %{if x == 1~}
    one
    %{else~}
    other
    %{endif~}
  %{endfor~}
  end
    E

  tf12 = templatefile("t12.tpl", { qs = local.qs })
  tu12 = templatefile("u12.tpl", { qs = local.qs })
  h13  = <<E
    a
    %{~for x in [1, 2]~}
    - ${x}
    %{~endfor~}
    end
E

  f13 = <<-E
    a
    %{~for x in [1, 2]~}
    - ${x}
    %{~endfor~}
    end
    E

  h14 = <<E
    %{if true}a%{else}b%{endif}
      c
E

  f14 = <<-E
    %{if true}a%{else}b%{endif}
      c
    E

  h15 = <<E
  a $ ${~"b"}
  $${x} ${"c"~}   
  %%{x}
E

  f15 = <<-E
  a $ ${~"b"}
  $${x} ${"c"~}   
  %%{x}
    E

  h16 = <<E
${"b"~}
E

  f16 = <<-E
${"b"~}
    E

  h17 = <<E
  ${"b"~}
E

  f17 = <<-E
  ${"b"~}
    E

  tf17 = templatefile("t17.tpl", { qs = local.qs })
  tu17 = templatefile("u17.tpl", { qs = local.qs })
  h18  = <<E
  ${"b"~}
    c
   d
E

  f18 = <<-E
  ${"b"~}
    c
   d
    E

  tf18 = templatefile("t18.tpl", { qs = local.qs })
  tu18 = templatefile("u18.tpl", { qs = local.qs })
  h19  = <<E
  x %{if false~}
  no
%{endif~}
    y
E

  f19 = <<-E
  x %{if false~}
  no
%{endif~}
    y
    E

  h20 = <<E
    x
	%{if true~}
	y
	%{endif~}
E

  f20 = <<-E
    x
	%{if true~}
	y
	%{endif~}
    E

  tf20 = templatefile("t20.tpl", { qs = local.qs })
  tu20 = templatefile("u20.tpl", { qs = local.qs })
  h21 = <<E
    ${join("", [
  "a",
"b"])}
      c
E

f21 = <<-E
    ${join("", [
"a",
"b"])}
      c
    E

h22 = <<E
    ${~"a"}
      c
E

f22 = <<-E
    ${~"a"}
      c
    E

h23 = <<E
      a
    b ${"c"}
      ${"d"} e
E

f23 = <<-E
      a
    b ${"c"}
      ${"d"} e
    E

h24 = <<E
%{for x in []~}
  x
%{endfor~}
E

f24 = <<-E
%{for x in []~}
  x
%{endfor~}
    E

h25 = <<E
a %{if true~}  ${"b"}  %{~endif} c
E

f25 = <<-E
a %{if true~}  ${"b"}  %{~endif} c
    E

h26 = <<E
a %{if true~}  ${~"b"~}  %{~else~} z %{endif~} c

  d
E

f26 = <<-E
a %{if true~}  ${~"b"~}  %{~else~} z %{endif~} c

  d
    E

h27 = <<E
  a%{if true}
  b
%{endif}  c
E

f27 = <<-E
  a%{if true}
  b
%{endif}  c
    E

}
resource "terraform_data" "x" {
  input = {
    h0   = local.h0
    f0   = local.f0
    tf0  = local.tf0
    tu0  = local.tu0
    h1   = local.h1
    f1   = local.f1
    tf1  = local.tf1
    tu1  = local.tu1
    h2   = local.h2
    f2   = local.f2
    h3   = local.h3
    f3   = local.f3
    tf3  = local.tf3
    tu3  = local.tu3
    h4   = local.h4
    f4   = local.f4
    h5   = local.h5
    f5   = local.f5
    h6   = local.h6
    f6   = local.f6
    h7   = local.h7
    f7   = local.f7
    h8   = local.h8
    f8   = local.f8
    h9   = local.h9
    f9   = local.f9
    h10  = local.h10
    f10  = local.f10
    h11  = local.h11
    f11  = local.f11
    h12  = local.h12
    f12  = local.f12
    tf12 = local.tf12
    tu12 = local.tu12
    h13  = local.h13
    f13  = local.f13
    h14  = local.h14
    f14  = local.f14
    h15  = local.h15
    f15  = local.f15
    h16  = local.h16
    f16  = local.f16
    h17  = local.h17
    f17  = local.f17
    tf17 = local.tf17
    tu17 = local.tu17
    h18  = local.h18
    f18  = local.f18
    tf18 = local.tf18
    tu18 = local.tu18
    h19  = local.h19
    f19  = local.f19
    h20  = local.h20
    f20  = local.f20
    tf20 = local.tf20
    tu20 = local.tu20
    h21  = local.h21
    f21  = local.f21
    h22  = local.h22
    f22  = local.f22
    h23  = local.h23
    f23  = local.f23
    h24  = local.h24
    f24  = local.f24
    h25  = local.h25
    f25  = local.f25
    h26  = local.h26
    f26  = local.f26
    h27  = local.h27
    f27  = local.f27
  }
}
